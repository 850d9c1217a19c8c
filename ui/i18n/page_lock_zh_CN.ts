<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>LockPage</name>
    <message>
        <source>Who takes over</source>
        <translation>选择接班的人</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Locked since {time}</source>
        <translation>{time} 起已锁屏</translation>
    </message>
    <message>
        <source>Your drafts are kept.</source>
        <translation>没写完的内容都还在。</translation>
    </message>
    <message>
        <source>Running measurements and recordings go on and are stored.</source>
        <translation>正在进行的测量和心电照常进行并保存。</translation>
    </message>
    <message>
        <source>Who takes over?</source>
        <translation>换谁来用？</translation>
    </message>
    <message>
        <source>{name}, please enter your password</source>
        <translation>{name}，请输入密码</translation>
    </message>
    <message>
        <source>Back to {name}</source>
        <translation>还是{name}</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>换人</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>接班</translation>
    </message>
</context>
</TS>
