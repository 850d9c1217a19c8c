<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Application</name>
    <message>
        <source>Village doctor's workstation</source>
        <translation>乡医工作站</translation>
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
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
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
</TS>
