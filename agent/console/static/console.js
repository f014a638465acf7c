// console.js: what is quicker with script; everything works without. Keys: j/k move in the list, Enter opens, a/r go to the buttons of
// a case, i takes it on, / goes to the search, ? shows them. Nothing is ever decided by a key alone: keys only move the focus.
"use strict";
(() => {
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const rows = () => [...document.querySelectorAll("main table.elenco tbody tr a.riga")];
  const move = (by) => {
    const list = rows();
    if (!list.length) return;
    const here = list.indexOf(document.activeElement);
    const next = list[Math.min(Math.max(here + by, 0), list.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const help = () => {
    let box = document.querySelector("dialog.tasti");
    if (!box) {
      box = document.createElement("dialog");
      box.className = "tasti";
      box.setAttribute("aria-label", "Tasti");
      const list = document.createElement("dl");
      for (const [key, says] of [["j k", "riga seguente, precedente"], ["Invio", "apre la riga"], ["/", "va alla ricerca"], ["a", "va al pulsante che approva"], ["r", "va al pulsante che chiude o respinge"],
        ["i", "va a «Ci penso io»"], ["?", "mostra o nasconde questo elenco"], ["Esc", "chiude"]]) {
        const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
        kbd.textContent = key;
        dt.append(kbd);
        dd.textContent = says;
        list.append(dt, dd);
      }
      box.append(list);
      document.body.append(box);
    }
    if (box.open) box.close(); else box.showModal();
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
    if (typing(e.target)) {
      if (e.key === "Escape") e.target.blur();
      return;
    }
    if (e.key === "?") return e.preventDefault(), help();
    if (document.querySelector("dialog[open]")) return;
    if (e.key === "j") return move(1);
    if (e.key === "k") return move(-1);
    const to = /^[ari/]$/.test(e.key) && document.querySelector(`[data-tasto="${e.key}"]`);
    if (to) {
      e.preventDefault();
      to.focus();
    }
  });
})();
