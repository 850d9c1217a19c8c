<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>RetestPanel</name>
    <message>
        <source>Resting, measure again: {n}</source>
        <translation>复测席 {n} 人（休息后再测）</translation>
    </message>
    <message>
        <source>in {m}:{s:02d}</source>
        <translation>再等{m}:{s:02d}</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在可以测</translation>
    </message>
</context>
<context>
    <name>When</name>
    <message>
        <source>yesterday {time}</source>
        <translation>昨天 {time}</translation>
    </message>
</context>
</TS>
