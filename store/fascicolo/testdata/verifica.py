"""A second verifier of a fascicolo, written from store/fascicolo/doc.go, RFC 9162 and the C2SP note: python3 and openssl only.

usage: verifica.py --ca CA.pem [--chiave log.pub] FASCICOLO.zip     prints the verdict, exit 0 or 1
       verifica.py --ca CA.pem --flusso                             reads "<length> <key>\\n<zip>" again and again, one line each

It stops at the first thing that is wrong. Not done here: 50_verifica_firme.json, breve receipts, unpacked folders.
"""
import base64, email, hashlib, io, json, os, re, subprocess, sys, tempfile, zipfile
import xml.etree.ElementTree as ET
from datetime import datetime, timezone

RICEVUTE = ("accettazione", "consegna", "avviso")
FIRMATI = RICEVUTE + ("ricevuta", "busta")
CMS = "cms -verify -inform SMIME -purpose smimesign -partial_chain".split()
TIPI = {"accettazione": "accettazione", "consegna": "avvenuta-consegna"}

def esigi(ok, why):
    if not ok:
        raise ValueError(why)
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def esa(b):
    return hashlib.sha256(b).hexdigest()
def b64(s):
    b = base64.b64decode(s, validate=True)
    esigi(base64.b64encode(b).decode() == s, "base64")
    return b
def nodo(a, b):
    return sha(b"\x01", a, b)
def taglio(n):
    return 1 << ((n - 1).bit_length() - 1)
def risale(i, n, h, p):  # RFC 6962 2.1.1: the root, from a leaf and its path
    if n == 1 or not p:
        esigi(n == 1 and not p, "prova")
        return h
    k = taglio(n)
    return nodo(risale(i, k, h, p[:-1]), p[-1]) if i < k else nodo(p[-1], risale(i - k, n - k, h, p[:-1]))
def due(m, n, p, intero, h):  # RFC 6962 2.1.2: the roots of m and of n leaves
    if m == n:
        esigi(len(p) == (0 if intero else 1), "prova")
        return (h, h) if intero else (p[0], p[0])
    k = taglio(n)
    a, b = due(m, k, p[:-1], intero, h) if m <= k else due(m - k, n - k, p[:-1], False, h)
    return (a, nodo(b, p[-1])) if m <= k else (nodo(p[-1], a), nodo(p[-1], b))

def leggi_zip(b):
    z = zipfile.ZipFile(io.BytesIO(b))
    esigi(all(i.compress_type == zipfile.ZIP_STORED and i.file_size <= len(b) for i in z.infolist()), "compresso")
    nomi = [i.filename for i in z.infolist()]
    pezzo = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
    esigi(all(re.fullmatch(r"%s(/%s){1,6}" % (pezzo, pezzo), n) for n in nomi), "nome")
    esigi(nomi == sorted(nomi) and len({n.split("/")[0] for n in nomi}) == 1 and len({n.lower() for n in nomi}) == len(nomi), "nomi")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as w:
        for n in nomi:
            i = zipfile.ZipInfo(n)
            i.create_system, i.create_version, i.extract_version, i.external_attr = 3, 10, 10, 0o100644 << 16
            w.writestr(i, z.read(n))
    esigi(out.getvalue() == b, "zip diverso")
    return nomi[0].split("/")[0], {n.split("/", 1)[1]: z.read(n) for n in nomi}

def json_unico(b, nomi):  # in its one spelling
    v = json.loads(b)
    s = json.dumps(v, indent=2, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"
    esigi(s.encode() == b, "altra grafia")
    campi(v, nomi)
    return v

def campi(v, nomi):
    esigi(list(v) == nomi.split(), "campi diversi da " + nomi)

def openssl(*args):
    return subprocess.run(["openssl", *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

class Verificatore:
    def __init__(self, ca, chiave, cartella):
        self.ca, self.chiave, self.dir = ca, chiave, cartella
    def scrivi(self, nome, b):
        with open(os.path.join(self.dir, nome), "wb") as f:
            f.write(b)
        return f.name
    def verifica(self, b):
        ident, files = leggi_zip(b)
        m = json_unico(files["manifest.json"], "formato id tipo soggetto creato utente motivo programma orologio manca file")
        esigi(m["formato"] == 1 and m["id"] == ident, "manifest")
        esigi(files["manifest.sha256"] == (esa(files["manifest.json"]) + "  manifest.json\n").encode(), "manifest.sha256")
        for f in m["file"]:
            campi(f, "nome byte sha256 ruolo di")
            esigi(f["nome"] in files and len(files[f["nome"]]) == f["byte"] and esa(files[f["nome"]]) == f["sha256"], f["nome"])
        nomi = [f["nome"] for f in m["file"]] + ["manifest.json", "manifest.sha256"]
        esigi(len(set(nomi)) == len(nomi) and set(nomi) == set(files), "file di più")
        self.via = []  # messages whose records were erased
        reg = json_unico(files["80_registro.json"], "chiave checkpoint dimensione record ancore")
        n, radice = self.checkpoint(reg)
        eventi = self.record(reg, n, radice)
        self.posta(m["file"], files, eventi, reg["ancore"], n, radice)
        detto(m, files, eventi)
    def checkpoint(self, reg):
        chiave = reg["chiave"]
        esigi(not self.chiave or self.chiave == chiave, "altra chiave")
        nome, codice, resto = chiave.split("+", 2)
        k = b64(resto)
        esigi(len(k) == 33 and k[0] == 1 and codice == sha(nome.encode() + b"\n" + k)[:4].hex(), "chiave")
        testo, firme = reg["checkpoint"].split("\n\n", 1)
        riga = re.fullmatch("\u2014 (\\S+) (\\S+)\n", firme)
        esigi(riga and riga[1] == nome, "firma del checkpoint")
        firma = b64(riga[2])
        esigi(firma[:4].hex() == codice and len(firma) == 68, "firma del checkpoint")
        der = bytes.fromhex("302a300506032b6570032100") + k[1:]
        pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(der).decode()
        esigi(openssl("pkeyutl", "-verify", "-pubin", "-inkey", self.scrivi("pub.pem", pem.encode()), "-rawin",
                      "-in", self.scrivi("testo", (testo + "\n").encode()), "-sigfile", self.scrivi("firma", firma[4:])), "firma del checkpoint")
        righe = testo.split("\n")
        esigi(righe[:2] == [nome, str(reg["dimensione"])] and len(righe) == 3, "checkpoint")
        return reg["dimensione"], b64(righe[2])
    def record(self, reg, n, radice):
        ultimo, eventi, via = 0, [], []
        for r in reg["record"]:
            campi(r, "seq salt evento digest cancellato prova")
            esigi(ultimo < r["seq"] <= n, "ordine dei record")
            ultimo = r["seq"]
            salt, evento, digest = b64(r["salt"]), b64(r["evento"]), bytes.fromhex(r["digest"])
            esigi(digest.hex() == r["digest"] and r["cancellato"] is (not salt), "digest")
            if salt or evento:
                esigi(len(salt) == 16 and sha(salt, evento) == digest, "record %d" % r["seq"])
                eventi.append(json.loads(evento))
                esigi(eventi[-1]["seq"] == r["seq"], "numero dell'evento")
            else:
                via.append(r["seq"])
            esigi(risale(r["seq"] - 1, n, sha(b"\x00", digest), [b64(p) for p in r["prova"]]) == radice, "record %d" % r["seq"])
        for seq in via:
            dette = [e["cancellazione"] for e in eventi if e.get("kind") == "cancellazione" and e["seq"] > seq and seq in e["cancellazione"].get("record", ())]
            esigi(dette and dette[0].get("atto") and dette[0].get("sha256"), "record %d: cancellato, e nessuno lo dice" % seq)
            self.via.append(dette[0]["sha256"])
        return eventi
    def posta(self, elenco, files, eventi, lista, n, radice):
        nominati = set(impronte([e for e in eventi if "cancellazione" not in e]))
        eml = [f for f in elenco if f["ruolo"] == "inviato" or f["ruolo"] in FIRMATI]
        for f in eml:
            esigi(f["sha256"] in nominati, f["nome"] + ": nessun record")
        qui = {f["sha256"]: f["di"] for f in eml if f["ruolo"] in RICEVUTE + ("inviato",)}
        pr = [(e.get("passo", {}), e.get("ricevuta", {})) for e in eventi]
        detti = [(p.get("lettera"), p.get(k)) for p, _ in pr for k in ("ricevuta", "sha256")] + [(r.get("lettera"), r.get("sha256")) for _, r in pr]
        esigi(not set(self.via) & ({s for _, s in detti} | {f["sha256"] for f in elenco}), "cancellata una prova")
        di, tutti = set(qui.values()) | {lettera for lettera, s in detti if lettera and s in qui}, {f["sha256"] for f in eml}
        esigi(eventi and all(not s or lettera not in di or s in tutti and qui.get(s, lettera) == lettera for lettera, s in detti), "manca un messaggio")
        inviate = {f["di"]: email.message_from_bytes(files[f["nome"]]) for f in eml if f["ruolo"] == "inviato"}
        esigi(len(inviate) == sum(f["ruolo"] == "inviato" for f in eml), "due lettere")
        ident, pezzi, ancore = {}, set(), {a["file"]: a for a in lista}
        esigi(len(ancore) == len(lista), "ancore doppie")
        for f in eml:
            m = email.message_from_bytes(files[f["nome"]])
            if f["ruolo"] == "inviato":
                pezzi |= {(f["di"], "copia", esa(b)) for _, nome, b in foglie(m) if nome}
                continue
            dati, dentro = apri(m, pezzi, f["di"])
            if dati is None:
                esiti = [e["esito"] for e in eventi if e.get("esito", {}).get("sha256") == f["sha256"]]
                firmato = openssl(*CMS, "-no_check_time", "-CAfile", self.ca, "-in", self.scrivi("eml", files[f["nome"]]))
                esigi(f["ruolo"] == "busta" and (firmato or any(e["livello"] != "certified" for e in esiti)), "non certificato")
                continue
            d = dati.find("dati")
            quando = istante(d)
            esigi(openssl(*CMS, "-attime", str(int(quando.timestamp())), "-CAfile", self.ca, "-in", self.scrivi("eml", files[f["nome"]])), f["nome"] + ": firma")
            tipo = dati.get("tipo")
            esigi(tipo == TIPI.get(f["ruolo"], tipo) and (f["ruolo"] == "busta") == (tipo == "posta-certificata"), f["nome"] + ": " + tipo)
            if f["ruolo"] in RICEVUTE:
                ricevuta(f, dati, d, dentro, inviate, ident)
            testa = leggi_ancora(dati, d, dentro) if f["ruolo"] in TIPI else None
            a = ancore.pop(f["nome"], None)
            if testa is None or testa[0] > n:
                esigi(a is None, "ancora che non c'è")
                continue
            esigi(a is not None, "ancora senza prova")
            campi(a, "dimensione radice file dove istante coerenza")
            esigi((a["dimensione"], b64(a["radice"]), a["dove"]) == testa, "ancora")
            esigi(a["istante"] == quando.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "istante dell'ancora")
            esigi(due(testa[0], n, [b64(p) for p in a["coerenza"]], True, testa[1]) == (testa[1], radice), "biforcazione")
        esigi(not ancore, "ancora di un altro file")
        for f in elenco:
            if f["ruolo"] == "estratto" and f["nome"].split("/")[-1].startswith("postacert"):
                esigi(any(b"\r\n\r\n" + files[f["nome"]] + b"\r\n--" in files[e["nome"]] for e in eml if e["di"] == f["di"]), f["nome"])
            elif f["ruolo"] in ("estratto", "copia"):
                esigi((f["di"], f["ruolo"], f["sha256"]) in pezzi, f["nome"] + ": copia diversa")

def detto(m, files, eventi):
    """what the manifest, 60_ and 61_ say is what the records say"""
    chiave = {"comunicazione": "lettera", "richiesta": "richiesta", "iscritto": "iscritto", "diffida": "diffida", "campagna": "campagna"}[m["tipo"]]
    cosa = [e[chiave] for e in eventi if chiave in e]
    esigi(any(c.get("cf" if chiave == "iscritto" else "id") == m["soggetto"]["rif"] and c.get("cf", "") == m["soggetto"]["cf"] for c in cosa), "soggetto")
    stati = [(e[k][i], e[k].get("stato")) for e in eventi for k, i in (("lettera", "id"), ("passo", "lettera")) if k in e and e[k].get(i)]
    conclusi = {i for i, s in stati if s in ("CONSEGNATA", "CHIUSA", "RITIRATA")}
    manca = "\n".join(m["manca"])
    esigi(all(not s or i in conclusi or i in manca for i, s in dict(stati).items()), "manca una lettera")
    qui = {f["sha256"] for f in m["file"] if f["ruolo"] == "documento"}
    esigi(qui <= set(impronte([e for e in eventi if "cancellazione" not in e])), "documento che nessun record nomina")
    atti = {e["atto"]["id"]: e["atto"] for e in eventi if e.get("atto")}
    esigi(all(not d["sha256"] or d["sha256"] in qui or d["sha256"] in manca for a in atti.values() for d in a.get("documenti", ())), "manca un documento")
    per = {e["seq"]: e for e in eventi}
    prima = lambda n, k, i, v: max((e["seq"] for e in eventi if e["seq"] < n and k in e and (not i or e[k].get(i) == v)), default=0)
    if "60_registro_alla_data.json" in files:
        for r in json_preciso(files["60_registro_alla_data.json"], "righe")["righe"]:
            dopo = [k for k in ("diffida", "flussi") if k in r]
            campi(r, " ".join(["di istante record record_della_riga iscritto conformita provenienza", *dopo, "politica regole modelli"]))
            e, (di, _, stato) = per[r["record"]], r["di"].partition(" ")
            esigi(e.get("passo", {}).get("lettera") == di if di[:4] == "LET-" else (e.get("diffida", {}).get("id"), e.get("diffida", {}).get("stato")) == (di, stato)
                  if di[:4] == "DIF-" else "esito" in e or e.get("richiesta", {}).get("id") == di, "60_: d'altro")
            quando = [t for t in (e.get("passo", {}).get("istante"), e.get("esito", {}).get("istante"), e.get("at")) if t and t[:4] != "0001"]
            esigi(datetime.fromisoformat((quando or ["0001-01-01T00:00:00Z"])[0]) == datetime.fromisoformat(r["istante"]), "60_: istante")
            if r["iscritto"] is not None or r["record_della_riga"]:
                riga = per[r["record_della_riga"]]["iscritto"]
                esigi(uguali(r["iscritto"], riga) and prima(r["record"], "iscritto", "cf", riga["cf"]) == r["record_della_riga"], "60_: iscritto")
            caso = prima(r["record"], "diffida", "id", r["diffida"]["id"]) if r.get("diffida") else 0
            esigi(not caso or uguali(r["diffida"], per[caso]["diffida"]), "60_: diffida")
            c = prima(r["record"], "config", "", "")
            esigi(not c or [per[c].get(k, "") for k in ("policy", "regole", "modelli")] == [r["politica"], r["regole"], r["modelli"]], "60_: politica")
    for nome in files:
        if nome.startswith("61_politica_e_modelli/") and nome.endswith(".json"):
            p = json_preciso(files[nome], "digest record regole modelli indirizzi_ipa_omessi politica")
            e = per[p["record"]]
            esigi([e.get(k, "") for k in ("policy", "regole", "modelli")] == [p["digest"], p["regole"], p["modelli"]], "61_")
            vera = dict(e["config"]["policy"])
            esigi(len(vera.pop("ipa", None) or ()) == p["indirizzi_ipa_omessi"] and uguali(p["politica"], vera), "61_")

def uguali(a, b):  # a key without a value may be missing on either side
    if isinstance(a, dict) and isinstance(b, dict):
        return all(uguali(a.get(k), b.get(k)) for k in a.keys() | b.keys())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(uguali, a, b))
    return type(a) is type(b) and a == b or vuoto(a) and vuoto(b)

def vuoto(v):
    return all(map(vuoto, v.values())) if isinstance(v, dict) else v in (None, False, 0, "", [], "0001-01-01T00:00:00Z")

def json_preciso(b, nomi):  # without a key twice
    def coppie(p):
        esigi(len(dict(p)) == len(p), "un campo due volte")
        return dict(p)
    json.loads(b, object_pairs_hook=coppie)
    return json_unico(b, nomi)

def ricevuta(f, dati, d, dentro, inviate, ident):
    esigi(f["di"] in inviate, f["nome"] + ": senza lettera")
    out, i = inviate[f["di"]], dati.find("intestazione")
    esigi(d.findtext("msgid").strip("<> ") == out["Message-ID"].strip("<> "), f["nome"] + ": altra lettera")
    esigi(i.findtext("mittente").lower() in out["From"].lower(), f["nome"] + ": altro mittente")
    for r in [e.text for e in i.findall("destinatari")] if d.find("consegna") is None else [d.findtext("consegna")]:
        esigi(r.lower() in out["To"].lower(), f["nome"] + ": altro destinatario")
    esigi(ident.setdefault(f["di"], d.findtext("identificativo")) == d.findtext("identificativo"), "identificativo")
    if f["ruolo"] == "consegna" and d.find("ricevuta").get("tipo") == "completa":
        esigi(dentro is not None and contenuto(out) == contenuto(dentro), f["nome"] + ": altro contenuto")

def impronte(v):  # every text under a key "sha256"
    for k, w in v.items() if isinstance(v, dict) else enumerate(v) if isinstance(v, list) else ():
        yield from [w] if k == "sha256" and isinstance(w, str) else impronte(w)

def istante(d):
    g = d.find("data")
    return datetime.strptime("%s %s %s" % (g.findtext("giorno"), g.findtext("ora"), g.get("zona")), "%d/%m/%Y %H:%M:%S %z")

def foglie(m):
    return [(p.get_content_type(), p.get_filename() or p.get_param("name"), p.get_payload(decode=True)) for p in m.walk() if not p.is_multipart()]

def apri(m, out, di):
    """daticert and original, among the direct children of what is signed"""
    if m.get_content_type() != "multipart/signed" or not m.is_multipart():
        return None, None
    dati = dentro = None
    for p in m.get_payload()[0].get_payload():
        nome = p.get_filename() or p.get_param("name")
        if p.get_content_type() == "message/rfc822":
            esigi(dentro is None, "due originali")
            dentro = p.get_payload(0)
            out |= {(di, "copia", esa(b)) for _, nome, b in foglie(dentro) if nome}
        elif nome == "daticert.xml":
            esigi(dati is None, "due daticert")
            dati = ET.fromstring(p.get_payload(decode=True))
            out.add((di, "estratto", esa(p.get_payload(decode=True))))
    return dati, dentro

def contenuto(m):
    return [m["From"], m["To"], m["Subject"], m["Date"]] + foglie(m)

def leggi_ancora(dati, d, dentro):
    testa = r"([1-9][0-9]*) ([A-Za-z0-9+/]{43}=)"
    r = re.fullmatch("Impronta del registro: " + testa, " ".join(dati.find("intestazione").findtext("oggetto", "").split()))
    if r:
        return int(r[1]), b64(r[2]), "oggetto"
    for tipo, nome, b in foglie(dentro) if dentro is not None else ():
        righe = re.findall(r"^\s*Registro: %s\s*$" % testa, b.decode("utf-8", "replace"), re.M) if tipo == "text/plain" and not nome else []
        if righe:
            return int(righe[-1][0]), b64(righe[-1][1]), "testo"

def main(args):
    opzioni = dict(zip(args[:-1:2], args[1::2]))
    chiave = open(opzioni["--chiave"], encoding="ascii").read().strip() if "--chiave" in opzioni else ""
    with tempfile.TemporaryDirectory() as cartella:
        v, n, male = Verificatore(opzioni["--ca"], chiave, cartella), True, 0
        while n:
            if args[-1] == "--flusso":
                n, v.chiave = (sys.stdin.buffer.readline().decode() or "0 -").split()
                b = sys.stdin.buffer.read(n := int(n))
            else:
                n, b = 0, open(args[-1], "rb").read()
            if b:
                try:
                    v.verifica(b)
                    print("verificato")
                except Exception as e:  # whatever cannot be read is not verified
                    male = 1
                    print("non verificato: %s %s" % (type(e).__name__, e))
        return male

sys.exit(main(sys.argv[1:]))
