<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>EmergencyPage</name>
    <message>
        <source>In this list already</source>
        <translation>名单里已有此人</translation>
    </message>
    <message>
        <source>Who is it? Press the number; 0 for somebody else</source>
        <translation>是哪一位？按数字；都不是按 0</translation>
    </message>
    <message>
        <source>May be on record (Enter asks)</source>
        <translation>档案里可能已有此人（按回车再选）</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>{n} years</source>
        <translation>{n}岁</translation>
    </message>
    <message>
        <source>Kept: {n} {name} · {signs}</source>
        <translation>已登记：{n} {name} · {signs}</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>存为 Excel</translation>
    </message>
    <message>
        <source>Emergency list</source>
        <translation>应急登记名单</translation>
    </message>
    <message>
        <source>Print the list</source>
        <translation>打印名单</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>What it is about, such as: 5 March, diarrhoea in Liushu</source>
        <translation>什么事，例如：3月5日柳树村腹泻</translation>
    </message>
    <message>
        <source>Emergency registration</source>
        <translation>应急登记</translation>
    </message>
    <message>
        <source>One line a person</source>
        <translation>一人一行</translation>
    </message>
    <message>
        <source>The line</source>
        <translation>登记行</translation>
    </message>
    <message>
        <source>Card, or: name female67 phone village /13</source>
        <translation>刷证，或输入：姓名 女67 电话 村 /13</translation>
    </message>
    <message>
        <source>Behind /: {signs}; / alone = none. The village of the line before holds.</source>
        <translation>/ 后按症状数字：{signs}；没有就只按 /。不写村就用上一行的村。</translation>
    </message>
    <message>
        <source>On record: name, sex and village are taken from there</source>
        <translation>档案里有此人：姓名、性别、村按档案</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>症状</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>还没有登记</translation>
    </message>
    <message>
        <source>Name the event, then type one line a person; each is kept with Enter.</source>
        <translation>先写上事件，再一人一行地输入；按回车就保存一个人。</translation>
    </message>
    <message>
        <source>Registered, the newest on top</source>
        <translation>已登记，最新的在最上面</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>已登记</translation>
    </message>
    <message>
        <source>see first</source>
        <translation>先看</translation>
    </message>
</context>
</TS>
