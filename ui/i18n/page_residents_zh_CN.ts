<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ResidentBanner</name>
    <message>
        <source>identity not checked</source>
        <translation>身份未核验</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>体重</translation>
    </message>
    <message>
        <source>Renal function</source>
        <translation>肾功能</translation>
    </message>
</context>
</TS>
