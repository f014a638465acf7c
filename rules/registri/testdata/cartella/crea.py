#!/usr/bin/env python3
"""Writes albo.xlsx by hand: zipfile and text, no library that knows workbooks, so that the reader is judged by the standard.

An albo program's workbook with what such files have: a sheet of instructions, a hidden one, a title above the headings,
rich and phonetic text, inline strings, dates in three forms, a CAP with leading zeros, codes with blanks, empty cells left out.
"""
import os, zipfile

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

strings = []

def s(text, xml=None):
    strings.append(xml or "<t xml:space=\"preserve\">%s</t>" % text)
    return 't="s"', "<v>%d</v>" % (len(strings) - 1)

def cell(ref, kind, style=0):
    attr, inner = kind
    return '<c r="%s" %s s="%d">%s</c>' % (ref, attr, style, inner)

def n(x):
    return "", "<v>%s</v>" % x

def inline(text):
    return 't="inlineStr"', "<is><t>%s</t></is>" % text

def row(i, *cells):
    return '<row r="%d">%s</row>' % (i, "".join(cells))

def sheet(rows):
    return HEAD + '<worksheet %s><dimension ref="A1:P9"/><sheetData>%s</sheetData><autoFilter ref="A4:P9"/></worksheet>' % (NS, "".join(rows))

heads = ["Cod. Fiscale", "Cognome", "Nome", "Num. Iscriz. Albo", "Stato", "Data stato", "Indirizzo PEC", "INI-PEC", "Casella Ordine", "Stato casella",
         "Data casella", "Diffida notificata", "E-mail", "Albo", "CAP", "Aggiornato il"]
rich = '<r><rPr><b/></rPr><t>D\'Ange</t></r><r><t>lo</t></r><rPh sb="0" eb="1"><t>LETTURA</t></rPh>'

iscritti = [
    row(1, cell("A1", s("Ordine di Esempio — Albo al 23/11/2026"))),
    row(4, *[cell("%s4" % chr(65 + i), s(h)) for i, h in enumerate(heads)]),
    # dates: built-in format 14; CAP as a number under "00000"; instant under a custom format; boolean
    row(5, cell("A5", s("BNC GLI 78C48 G478A")), cell("B5", s("Bianchi")), cell("C5", s("Giulia")), cell("D5", n("1001")), cell("E5", s("ISCRITTO")),
        cell("F5", n("38362"), 1), cell("G5", s("Giulia.Bianchi@pec.example")), cell("H5", ('t="b"', "<v>1</v>")), cell("N5", s("MEDICI")),
        cell("O5", n("6100"), 3), cell("P5", n("46349.4375"), 2)),
    # rich and phonetic text, an inline string, a date whose cell is formatted as a number, a formula with its value
    row(6, cell("A6", inline("DNGNCL90M14A182W")), cell("B6", s("", rich)), cell("C6", s("Niccolò")), cell("D6", ('t="str"', "<f>\"1\"&amp;\"005\"</f><v>1005</v>")),
        cell("E6", s("iscritto")), cell("F6", n("42036")), cell("H6", ('t="b"', "<v>0</v>")), cell("I6", s("n.dangelo@iscritti.pec-ordine.example")), cell("J6", s("ATTIVATA")),
        cell("K6", n("42101"), 2), cell("M6", s("niccolo@posta.example")), cell("N6", s("ODONTOIATRI"))),
    row(7),
    # a date as text, a character that XML cannot hold, a percent sign that is no date
    row(8, cell("A8", s("CNTLCU88R19A944D")), cell("B8", s("Conti")), cell("C8", s("Luca")), cell("D8", n("1203")), cell("E8", s("TRASFERITO")), cell("F8", s("01/10/2026")),
        cell("H8", s("no")), cell("O8", n("0.5"), 4), cell("P8", s("nota_x000D_\nfine"))),
]
istruzioni = [row(1, cell("A1", s("Cognome: in maiuscolo"))), row(2, cell("A2", s("Aggiornare ogni mese")))]
vecchi = [row(1, *[cell("%s1" % chr(65 + i), s(h)) for i, h in enumerate(heads)])]

styles = HEAD + ('<styleSheet %s><numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="00000"/>'
                 '<numFmt numFmtId="166" formatCode="0&quot; d%%&quot;"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
                 '<xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>') % NS

parts = {
    "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "_rels/.rels": HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % REL,
    "xl/workbook.xml": HEAD + '<workbook %s xmlns:r="%s"><workbookPr/><sheets><sheet name="Istruzioni" sheetId="1" r:id="rId1"/>'
        '<sheet name="Iscritti" sheetId="2" r:id="rId2"/><sheet name="Vecchi" sheetId="3" state="hidden" r:id="rId3"/></sheets></workbook>' % (NS, REL),
    "xl/worksheets/sheet1.xml": sheet(istruzioni),
    "xl/worksheets/sheet2.xml": sheet(iscritti),
    "xl/worksheets/sheet3.xml": sheet(vecchi),
    "xl/styles.xml": styles,
}
parts["xl/sharedStrings.xml"] = HEAD + '<sst %s count="%d">%s</sst>' % (NS, len(strings), "".join("<si>%s</si>" % x for x in strings))
parts["xl/_rels/workbook.xml.rels"] = HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
    '<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (i + 1, REL, t, p) for i, (t, p) in enumerate([
        ("worksheet", "worksheets/sheet1.xml"), ("worksheet", "/xl/worksheets/sheet2.xml"), ("worksheet", "worksheets/sheet3.xml"),
        ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")])) + "</Relationships>"

with zipfile.ZipFile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "albo.xlsx"), "w", zipfile.ZIP_DEFLATED) as z:
    for name, text in parts.items():
        z.writestr(zipfile.ZipInfo(name, (2026, 11, 23, 8, 0, 0)), text, zipfile.ZIP_DEFLATED)
