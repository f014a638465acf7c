// cerca.js: a search form with data-cerca="ID" shows what it finds while one types. Without script its button does.
"use strict";
(() => {
  const policy = window.trustedTypes ? trustedTypes.createPolicy("pecagent", { createHTML: (s) => s }) : { createHTML: (s) => s };
  for (const form of document.querySelectorAll("form[data-cerca]")) {
    const into = document.getElementById(form.dataset.cerca);
    let wait = 0, running = null;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      const q = new URLSearchParams(new FormData(form));
      const shown = form.action + "?" + q;
      q.set("frammento", "1");
      into.setAttribute("aria-busy", "true");
      try {
        const res = await fetch(form.action + "?" + q, { signal: running.signal, credentials: "same-origin", redirect: "error" });
        if (!res.ok) throw new Error(res.status);
        const doc = new DOMParser().parseFromString(policy.createHTML(await res.text()), "text/html");
        into.replaceChildren(...doc.body.childNodes);
        history.replaceState(null, "", shown);
        into.removeAttribute("aria-busy");
      } catch (e) {
        if (e.name === "AbortError") return;
        into.removeAttribute("aria-busy");
        form.submit(); // a session that ended, an error: the page says what
      }
    };
    const later = (ms) => { clearTimeout(wait); wait = setTimeout(ask, ms); };
    form.addEventListener("input", (e) => later(e.target.type === "search" ? 300 : 0));
    form.addEventListener("submit", (e) => { e.preventDefault(); later(0); });
  }
})();
