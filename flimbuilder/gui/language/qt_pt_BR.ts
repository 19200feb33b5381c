<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- Texts of Qt that its own translation lacks; kept by hand. -->
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Procurar em:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>Arquivos do &amp;tipo:</translation>
    </message>
    <message>
        <source>&amp;Directory:</source>
        <translation>Pas&amp;ta:</translation>
    </message>
</context>
</TS>
