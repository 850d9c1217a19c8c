<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ElsewherePanel</name>
    <message>
        <source>ID number</source>
        <translation>身份证号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Look at the server above</source>
        <translation>到上级查找</translation>
    </message>
    <message>
        <source>Asking the server above…</source>
        <translation>正在向上级查找…</translation>
    </message>
    <message>
        <source>Nobody found there</source>
        <translation>上级也没有查到</translation>
    </message>
    <message>
        <source>Bring up to date</source>
        <translation>重新取一次</translation>
    </message>
    <message>
        <source>Bring here</source>
        <translation>取到本机</translation>
    </message>
    <message>
        <source>For somebody from another place. Enter the ID number, or name and birth date. That you looked is written down.</source>
        <translation>外来居民用。填身份证号，或者填姓名和出生日期。查找会留下记录。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Somebody from elsewhere</source>
        <translation>查找外来居民</translation>
    </message>
</context>
<context>
    <name>FormPanel</name>
    <message>
        <source>Kind of document</source>
        <translation>证件种类</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
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
        <source>Somebody else: register anyway</source>
        <translation>不是同一人，仍要登记</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Change the record</source>
        <translation>修改档案</translation>
    </message>
    <message>
        <source>Register a new resident</source>
        <translation>登记新居民</translation>
    </message>
    <message>
        <source>The number is right.</source>
        <translation>证件号正确。</translation>
    </message>
    <message>
        <source>from the ID number</source>
        <translation>按身份证号</translation>
    </message>
    <message>
        <source>{n} records</source>
        <translation>{n} 份</translation>
    </message>
    <message>
        <source>Open this record</source>
        <translation>打开这份档案</translation>
    </message>
    <message>
        <source>Compare with the person before you.</source>
        <translation>请与面前的人核对。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>As on the ID card.</source>
        <translation>与身份证一致。</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>证件号</translation>
    </message>
    <message>
        <source>Put the card on the reader, or type it; it is checked at once.</source>
        <translation>可刷身份证，也可手工输入，输完即核对。</translation>
    </message>
    <message>
        <source>Why there is no number</source>
        <translation>没有证件号的原因</translation>
    </message>
    <message>
        <source>Newborn, card lost …: a temporary number is given.</source>
        <translation>如新生儿、证件丢失；会给一个临时编号。</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Full date, solar calendar.</source>
        <translation>写全公历年月日。</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Whose phone</source>
        <translation>谁的电话</translation>
    </message>
    <message>
        <source>Own, child, neighbour …</source>
        <translation>本人、子女、邻居等。</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Head of household</source>
        <translation>户主</translation>
    </message>
    <message>
        <source>Tells namesakes apart.</source>
        <translation>同名时靠它分辨。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>Same person?</source>
        <translation>可能是同一个人</translation>
    </message>
</context>
<context>
    <name>PairCard</name>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>性别和生日</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>身份证号</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>Head of household</source>
        <translation>户主</translation>
    </message>
</context>
<context>
    <name>Residents</name>
    <message>
        <source>Resident ID card</source>
        <translation>居民身份证</translation>
    </message>
    <message>
        <source>Household book</source>
        <translation>户口簿</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>护照</translation>
    </message>
    <message>
        <source>Officer's card</source>
        <translation>军官证</translation>
    </message>
    <message>
        <source>Hong Kong, Macao or Taiwan permit</source>
        <translation>港澳台居住证或通行证</translation>
    </message>
    <message>
        <source>Other document</source>
        <translation>其他证件</translation>
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
        <source>sex unknown</source>
        <translation>性别未知</translation>
    </message>
    <message>
        <source>head of household {name}</source>
        <translation>户主 {name}</translation>
    </message>
    <message>
        <source>phone …{tail}</source>
        <translation>电话 …{tail}</translation>
    </message>
    <message>
        <source>last visit {day}</source>
        <translation>上次就诊 {day}</translation>
    </message>
</context>
<context>
    <name>ResidentsPage</name>
    <message>
        <source>Name, initials, phone, village or ID tail</source>
        <translation>姓名、拼音首字母、电话、村或证号尾号</translation>
    </message>
    <message>
        <source>Name, initials, phone, village, ID</source>
        <translation>姓名、拼音、电话、村、证号</translation>
    </message>
    <message>
        <source>Residents found</source>
        <translation>找到的居民</translation>
    </message>
    <message>
        <source>New resident</source>
        <translation>登记新居民</translation>
    </message>
    <message>
        <source>Whom are you looking for?</source>
        <translation>要找哪位居民？</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>找到 {n} 人</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Check the spelling, or register a new resident with Ctrl+N.</source>
        <translation>请核对姓名，或按 Ctrl+N 登记新居民。</translation>
    </message>
    <message>
        <source>Type a name or its initials, a phone or the end of an ID number.</source>
        <translation>请在左边输姓名、拼音首字母、电话或证号尾号。</translation>
    </message>
    <message>
        <source>head {name}</source>
        <translation>户主{name}</translation>
    </message>
    <message>
        <source>same name</source>
        <translation>有同名</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>档案</translation>
    </message>
    <message>
        <source>Open the chart</source>
        <translation>打开病历</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name}的档案已保存。</translation>
    </message>
    <message>
        <source>{number} ({whose})</source>
        <translation>{number}（{whose}）</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>Head of household</source>
        <translation>户主</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Without an ID number because</source>
        <translation>没有证件号的原因</translation>
    </message>
    <message>
        <source>Residents</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Check the spelling.</source>
        <translation>请检查写法。</translation>
    </message>
    <message>
        <source>Two records, one person?</source>
        <translation>两份档案是一个人？</translation>
    </message>
    <message>
        <source>From elsewhere…</source>
        <translation>查找外来居民…</translation>
    </message>
    <message>
        <source>From elsewhere, record as of</source>
        <translation>外来居民，数据截至</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>健康方案</translation>
    </message>
</context>
<context>
    <name>SamePanel</name>
    <message>
        <source>May be one person</source>
        <translation>可能是同一个人</translation>
    </message>
    <message>
        <source>Wait for a second person to confirm</source>
        <translation>等另一位同事确认</translation>
    </message>
    <message>
        <source>Known to be one person</source>
        <translation>已认定是同一个人</translation>
    </message>
    <message>
        <source>No two records look like one person</source>
        <translation>没有看起来重复的档案</translation>
    </message>
    <message>
        <source>the same ID number</source>
        <translation>身份证号相同</translation>
    </message>
    <message>
        <source>the same name, birthday and village</source>
        <translation>同名、同生日、同村</translation>
    </message>
    <message>
        <source>They are one person</source>
        <translation>是同一个人</translation>
    </message>
    <message>
        <source>They are two people</source>
        <translation>是两个人</translation>
    </message>
    <message>
        <source>{reason}, proposed {time}</source>
        <translation>{reason},{time} 提出</translation>
    </message>
    <message>
        <source>Confirm: one person</source>
        <translation>确认是同一个人</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>{reason}, since {time}</source>
        <translation>{reason},{time} 认定</translation>
    </message>
    <message>
        <source>Take apart again</source>
        <translation>重新分开</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Why? For example: compared both ID cards</source>
        <translation>为什么？例如：核对过两张身份证</translation>
    </message>
    <message>
        <source>Charts of both are shown together once they are linked; every entry stays with the record it was written for.</source>
        <translation>认定后两份档案的病历一起显示；每条记录仍留在原来的档案里，随时可以分开。</translation>
    </message>
    <message>
        <source>Two records, one person?</source>
        <translation>两份档案是一个人？</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>{n} pairs</source>
        <translation>{n} 对</translation>
    </message>
</context>
</TS>
