"""Writes vettori.txt from the decree (DM 23/12/1976, arts. 2-6) alone: python3 vettori.py > vettori.txt

Kept so that the table can be made again; no test runs it."""
import datetime, itertools, unicodedata

ODD = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)))
ODD.update(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)))
OMO = str.maketrans("0123456789", "LMNPQRSTUV")


def letters(s):
    s = s.replace("ß", "ss").replace("Ł", "L").replace("ł", "l").replace("Ø", "O").replace("ø", "o").replace("Đ", "D").replace("đ", "d")
    s = unicodedata.normalize("NFD", s)
    return "".join(c for c in s.upper() if "A" <= c <= "Z")


def split(s):
    return [c for c in s if c not in "AEIOU"], [c for c in s if c in "AEIOU"]


def surname(s):
    cons, vow = split(letters(s))
    return ("".join(cons + vow) + "XXX")[:3]


def name(s):
    cons, vow = split(letters(s))
    if len(cons) > 3:
        return cons[0] + cons[2] + cons[3]
    return ("".join(cons + vow) + "XXX")[:3]


def check(s):
    n = 0
    for i, c in enumerate(s, 1):
        n += ODD[c] if i % 2 else (int(c) if c.isdigit() else ord(c) - 65)
    return chr(65 + n % 26)


def code(cog, nom, d, sex, place, omo=0):
    s = surname(cog) + name(nom) + "%02d" % (d.year % 100) + "ABCDEHLMPRST"[d.month - 1] + "%02d" % (d.day + (40 if sex == "F" else 0)) + place
    b = list(s)
    for i in (14, 13, 12, 10, 9, 7, 6)[:omo]:
        b[i] = b[i].translate(OMO)
    s = "".join(b)
    return s + check(s)


def luhn(s):
    n = 0
    for i, c in enumerate(reversed(s)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        n += d - 9 if d > 9 else d
    return s + str(-n % 10)


PEOPLE = """De Luca;Anna Maria;F|D'Angelo;Niccolò;M|Dell'Acqua;Zoë;F|Fo;Dario;M|Re;Al;M|Rossi Bianchi;Gian Luca;M|Lo Giudice;Maria Antonietta;F
Müller;Jürgen;M|Weiß;Günther;M|Höller;Käthe;F|Łukasiewicz;Agnieszka;F|Sørensen;Bjørn;M|Đurić;Đorđe;M|Nguyễn;Thị Hoa;F|O'Brien;Seán;M|Aiò;Ea;F
Xu;Li;F|Yi;Ai;M|Papadópoulos;Ελένη Eleni;F|Al-Rashid;Yusuf;M|Van der Berg;Joost;M|Di Pietro Maio;Pier Paolo;M|Ñíguez;José María;M|Ceaușescu;Ștefan;M
Strč;Prst;M|Bo;Io;F|Esposito;Ciro;M|Iacobucci;Beatrice;F|Schwarz;Christian;M|Brtz;Krk;F|Àlvarez;Íñigo;M|Degl'Innocenti;Lapo;M""".replace("\n", "|").split("|")
DAYS = [(1900, 2, 28), (1904, 2, 29), (1996, 2, 29), (2000, 2, 29), (1955, 1, 5), (1978, 3, 8), (1999, 4, 30), (1985, 5, 31), (1961, 6, 30), (1988, 7, 1), (1969, 8, 31),
        (1990, 9, 30), (2007, 10, 19), (1973, 11, 30), (2009, 12, 31), (1900, 1, 1)]
PLACES = ["A001", "F205", "H501", "L219", "M208", "Z129", "Z100", "Z404", "Z700", "G702", "E202", "I138"]

print("# kind;... see vettori.py. ok: surname;name;birth;sex;place;omocode letters;code")
days, places = itertools.cycle(DAYS), itertools.cycle(PLACES)
for k, p in enumerate(PEOPLE):
    cog, nom, sex = p.split(";")
    d, place = datetime.date(*next(days)), next(places)
    for omo in sorted({0, k % 8}):
        print(";".join(["ok", cog, nom, d.isoformat(), sex, place, str(omo), code(cog, nom, d, sex, place, omo)]))
print("# no: reason;code, whose check character is right where there is one")
for why, s in [("29 February of 1999", "RSSMRA99B29H501"), ("29 February of 2001", "RSSMRA01B29H501"), ("30 February", "RSSMRA80B30H501"), ("31 April", "RSSMRA80D31H501"),
               ("31 June of a woman", "RSSMRA80H71H501"), ("31 September", "RSSMRA80P31H501"), ("31 November", "RSSMRA80S31H501"), ("30 February by letters", "RSSMRA80BPLH501"),
               ("day 00", "RSSMRA80A00H501"), ("day 32", "RSSMRA80A32H501"), ("day 40", "RSSMRA80A40H501"), ("day 72", "RSSMRA80A72H501"), ("day 99", "RSSMRA80A99H501"),
               ("month F", "RSSMRA80F10H501"), ("month Z", "RSSMRA80Z10H501"), ("digit among the letters", "RSSM1A80A10H501"), ("letter A for a digit", "RSSMRAA0A10H501"),
               ("letter O for a digit", "RSSMRA8OA10H501"), ("digit for the letter of the place", "RSSMRA80A104501")]:
    print(";".join(["no", why, s + check(s)]))
print("no;check character wrong;RSSMRA85T10A562T\nno;fifteen characters;RSSMRA85T10A562\nno;seventeen characters;RSSMRA85T10A562SS\nno;small letters;rssmra85t10a562s")
print("# num: temporary codes, partite IVA and bodies with the check of Luhn; non: the last digit amiss")
for s in ["9203249037", "0000000001", "0123456789", "8000000000", "9999999999", "0074312015", "1234567890", "3141592653", "0000000010"]:
    print("num;" + luhn(s))
    print("non;" + s + str((int(luhn(s)[-1]) + 3) % 10))
