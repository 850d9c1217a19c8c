<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>RecoverySheet</name>
    <message>
        <source>It opens the records if every password is lost. Keep it locked away; whoever has it can read all records.</source>
        <translation>所有密码都忘记时，用它打开数据。请锁好保管；拿到它的人能看到全部病历。</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>恢复密钥</translation>
    </message>
</context>
<context>
    <name>RecoveryStep</name>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>I have written it down on paper</source>
        <translation>我已抄在纸上</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始使用</translation>
    </message>
    <message>
        <source>If every password is forgotten, only this key opens the records. It is shown this one time.</source>
        <translation>密码全忘了，只有这把密钥能打开数据。它只显示这一次。</translation>
    </message>
    <message>
        <source>Write it on paper and lock it away. Do not photograph it and do not send it by phone.</source>
        <translation>请抄在纸上锁好，不要拍照，不要用手机发送。</translation>
    </message>
    <message>
        <source>Copied. Paste it where only you can read it, then clear the clipboard.</source>
        <translation>已复制。请粘贴到只有您能看到的地方，然后清空剪贴板。</translation>
    </message>
    <message>
        <source>No printer is set up on this computer. Please copy the key by hand.</source>
        <translation>这台电脑没有装打印机，请手抄密钥。</translation>
    </message>
    <message>
        <source>Sent to the printer. Fetch the sheet yourself.</source>
        <translation>已送到打印机，请您亲自取走这张纸。</translation>
    </message>
</context>
<context>
    <name>WizardPage</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>完成设置</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Set up this workstation</source>
        <translation>首次设置</translation>
    </message>
    <message>
        <source>Works without any network. It takes two minutes.</source>
        <translation>不需要网络，大约两分钟。</translation>
    </message>
    <message>
        <source>1 Institution</source>
        <translation>1 机构</translation>
    </message>
    <message>
        <source>2 First account</source>
        <translation>2 第一个账号</translation>
    </message>
    <message>
        <source>3 Password</source>
        <translation>3 密码</translation>
    </message>
    <message>
        <source>4 Recovery key</source>
        <translation>4 恢复密钥</translation>
    </message>
    <message>
        <source>Institution code</source>
        <translation>机构代码</translation>
    </message>
    <message>
        <source>On the practice licence: letters and digits. It cannot be changed later.</source>
        <translation>见《医疗机构执业许可证》，字母和数字；以后不能改。</translation>
    </message>
    <message>
        <source>Name of the institution</source>
        <translation>机构名称</translation>
    </message>
    <message>
        <source>As on the seal; it is printed on prescriptions.</source>
        <translation>与公章一致，会印在处方上。</translation>
    </message>
    <message>
        <source>This computer's seat</source>
        <translation>本机座位号</translation>
    </message>
    <message>
        <source>Two letters or digits, for example A1; every computer has its own.</source>
        <translation>两位字母或数字，例如 A1；每台电脑各用一个。</translation>
    </message>
    <message>
        <source>Division code (may stay empty)</source>
        <translation>行政区划代码（可不填）</translation>
    </message>
    <message>
        <source>6, 9 or 12 digits of the town or village.</source>
        <translation>乡镇或村的 6、9 或 12 位代码。</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>The first account also administers this computer.</source>
        <translation>第一个账号同时管理这台电脑。</translation>
    </message>
    <message>
        <source>Staff number</source>
        <translation>工号</translation>
    </message>
    <message>
        <source>Your number in the institution.</source>
        <translation>您在本机构的编号。</translation>
    </message>
    <message>
        <source>Practice licence number (may stay empty)</source>
        <translation>执业证书编号（可不填）</translation>
    </message>
    <message>
        <source>Without it you cannot sign prescriptions.</source>
        <translation>不填就不能签处方。</translation>
    </message>
    <message>
        <source>Log-in name</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Your name will do; letters and digits too.</source>
        <translation>用姓名就行，也可以用字母和数字。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>At least 8 characters; several words are easy to remember.</source>
        <translation>至少 8 个字，用几个词连起来好记。</translation>
    </message>
    <message>
        <source>Password once more</source>
        <translation>再输一遍密码</translation>
    </message>
    <message>
        <source>Please fill in.</source>
        <translation>请填写。</translation>
    </message>
    <message>
        <source>4 to 22 letters, digits or hyphens.</source>
        <translation>应为 4 到 22 位字母、数字或短横。</translation>
    </message>
    <message>
        <source>Exactly two letters or digits, for example A1.</source>
        <translation>应为两位字母或数字，例如 A1。</translation>
    </message>
    <message>
        <source>2 to 20 characters, letters or digits.</source>
        <translation>应为 2 到 20 个字。</translation>
    </message>
    <message>
        <source>6, 9 or 12 digits.</source>
        <translation>应为 6、9 或 12 位数字。</translation>
    </message>
    <message>
        <source>Too short: at least 8 characters.</source>
        <translation>太短，至少 8 个字。</translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation>两遍密码不一样。</translation>
    </message>
</context>
</TS>
