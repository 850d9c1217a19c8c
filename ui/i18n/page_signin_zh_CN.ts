<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>PasswordLine</name>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Try again in {n} s</source>
        <translation>请等 {n} 秒再试</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Who is signing in</source>
        <translation>选择登录的人</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>Everything written before {time} was uploaded</source>
        <translation>{time}以前的数据已全部上传</translation>
    </message>
    <message>
        <source>Village doctor's workstation</source>
        <translation>乡医工作站</translation>
    </message>
    <message>
        <source>Last here {time}</source>
        <translation>上次 {time}</translation>
    </message>
    <message>
        <source>Not been here yet</source>
        <translation>还没有登录过</translation>
    </message>
    <message>
        <source>Who is signing in?</source>
        <translation>请选择登录的人</translation>
    </message>
    <message>
        <source>Forgotten the password?</source>
        <translation>忘记密码</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>恢复密钥</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Open with the recovery key</source>
        <translation>用恢复密钥打开</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Recovery with the key that was written down at the set-up</source>
        <translation>用首次设置时抄下的恢复密钥重设密码</translation>
    </message>
    <message>
        <source>Capital or small letters, with or without hyphens.</source>
        <translation>大小写都行，短横可以不输。</translation>
    </message>
    <message>
        <source>At least 8 characters.</source>
        <translation>至少 8 个字。</translation>
    </message>
</context>
</TS>
