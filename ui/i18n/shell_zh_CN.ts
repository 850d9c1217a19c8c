<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Application</name>
    <message>
        <source>Village doctor&apos;s workstation</source>
        <translation>乡医工作站</translation>
    </message>
</context>
<context>
    <name>ConfirmStrip</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>EcgStrip</name>
    <message>
        <source>ECG recording</source>
        <translation>心电记录</translation>
    </message>
</context>
<context>
    <name>FindBox</name>
    <message>
        <source>Find a resident</source>
        <translation>找人</translation>
    </message>
    <message>
        <source>Name, initials, phone, village, ID tail  Ctrl+F</source>
        <translation>姓名、拼音首字母、电话、村、身份证尾号  Ctrl+F</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this message</source>
        <translation>关闭这条提示</translation>
    </message>
</context>
<context>
    <name>PatientBanner</name>
    <message>
        <source>Nobody chosen</source>
        <translation>还没有选人</translation>
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
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>sex unknown</source>
        <translation>性别未知</translation>
    </message>
    <message>
        <source>age unknown</source>
        <translation>年龄未知</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>出生</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>Show the whole ID number (recorded in the audit)</source>
        <translation>显示完整身份证号(会留下查看记录)</translation>
    </message>
</context>
<context>
    <name>PracticeBar</name>
    <message>
        <source>Made-up residents and devices; nothing leaves this computer.</source>
        <translation>居民和设备都是虚构的,数据不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Network on</source>
        <translation>网络已接通</translation>
    </message>
    <message>
        <source>The network is back.</source>
        <translation>网络恢复了。</translation>
    </message>
    <message>
        <source>The network is down; work goes on.</source>
        <translation>网络断了,可以照常工作。</translation>
    </message>
    <message>
        <source>{what} …</source>
        <translation>{what}…</translation>
    </message>
    <message>
        <source>{what}: done</source>
        <translation>{what}: 完成</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>Trend</name>
    <message>
        <source>No values in the last 12 months</source>
        <translation>近12个月没有数值</translation>
    </message>
</context>
<context>
    <name>_AllergyField</name>
    <message>
        <source>; </source>
        <translation>;</translation>
    </message>
    <message>
        <source>yes, substance not recorded</source>
        <translation>有,未记是什么</translation>
    </message>
    <message>
        <source>Allergy: {known}</source>
        <translation>过敏: {known}</translation>
    </message>
    <message>
        <source>day not recorded</source>
        <translation>未记日期</translation>
    </message>
    <message>
        <source>Allergy: none (asked {day})</source>
        <translation>过敏: 无({day}询问)</translation>
    </message>
    <message>
        <source>Allergy: not asked</source>
        <translation>过敏: 未询问</translation>
    </message>
    <message>
        <source>{substance} ({reaction})</source>
        <translation>{substance}({reaction})</translation>
    </message>
</context>
<context>
    <name>_Results</name>
    <message>
        <source>Residents found</source>
        <translation>找到的居民</translation>
    </message>
    <message>
        <source>Birth date, last four of the phone, or head of household</source>
        <translation>出生日期、电话后四位或户主姓名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>出生</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村组</translation>
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
        <source>Last visit</source>
        <translation>最近就诊</translation>
    </message>
    <message>
        <source>{n} found · Enter opens · Ctrl+Enter measures</source>
        <translation>找到 {n} 人 · 回车打开 · Ctrl+Enter 开始测量</translation>
    </message>
    <message>
        <source>Nobody found for “{words}”. Check the spelling, or register a new resident (Ctrl+N).</source>
        <translation>没有找到“{words}”。请核对写法,或登记新居民(Ctrl+N)。</translation>
    </message>
    <message>
        <source>This is not what the record of {name} says. Ask once more, or take another row:</source>
        <translation>与{name}档案里的不一致。请再问一次,或选另一行:</translation>
    </message>
    <message>
        <source>{n} residents of one name. Ask {name} for the birth date, the phone or the head of household:</source>
        <translation>有 {n} 位同名。请问{name}:出生日期、电话后四位或户主是谁?</translation>
    </message>
    <message>
        <source>Before measuring, ask {name} for the birth date, the phone or the head of household:</source>
        <translation>测量前请问{name}:出生日期、电话后四位或户主是谁?</translation>
    </message>
</context>
</TS>
