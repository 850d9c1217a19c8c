<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountsCard</name>
    <message>
        <source>Accounts of this computer</source>
        <translation>这台电脑的账号</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>New password or close …</source>
        <translation>重设密码或停用…</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} 人</translation>
    </message>
    <message>
        <source>{name}, signs in as {login}</source>
        <translation>{name}，登录名 {login}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Signs in as</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Works as</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Staff number</source>
        <translation>工号</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>open</source>
        <translation>在用</translation>
    </message>
    <message>
        <source>Practice licence number</source>
        <translation>执业证书编号</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>初始密码</translation>
    </message>
    <message>
        <source>Make the account</source>
        <translation>建立账号</translation>
    </message>
    <message>
        <source>Do not make it</source>
        <translation>不建立</translation>
    </message>
    <message>
        <source>Decides what this person sees and may do.</source>
        <translation>决定他能看到什么、能做什么。</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Give the new password</source>
        <translation>设为新密码</translation>
    </message>
    <message>
        <source>Close this account</source>
        <translation>停用这个账号</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>A closed account cannot sign in; everything it wrote stays.</source>
        <translation>停用后不能登录，以前写的记录都保留。</translation>
    </message>
</context>
<context>
    <name>CountyCards</name>
    <message>
        <source>Each computer takes this in by itself.</source>
        <translation>每台电脑要各自装入。</translation>
    </message>
    <message>
        <source>Taken in; the other computers follow with their next upload.</source>
        <translation>已装入；其他电脑下次上传时自动跟随。</translation>
    </message>
    <message>
        <source>What the county signed (.xycounty) is taken in once, the others follow; all else by each.</source>
        <translation>县里签名的文件（.xycounty）装入一台，其他电脑自动跟随；别的文件每台各自装入。</translation>
    </message>
</context>
<context>
    <name>DeskCard</name>
    <message>
        <source>This workstation</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>large</source>
        <translation>大字</translation>
    </message>
    <message>
        <source>very large</source>
        <translation>特大字</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Lock after minutes</source>
        <translation>几分钟后锁屏</translation>
    </message>
    <message>
        <source>Lock the screen after … minutes</source>
        <translation>几分钟不动就锁屏</translation>
    </message>
    <message>
        <source>1 to 60; what is half written stays.</source>
        <translation>1 到 60 分钟；没写完的内容会保留。</translation>
    </message>
    <message>
        <source>Department on prescriptions</source>
        <translation>处方上的科室</translation>
    </message>
    <message>
        <source>Folder for copies</source>
        <translation>备份文件夹</translation>
    </message>
    <message>
        <source>For example a USB stick; empty = beside the records.</source>
        <translation>例如 U 盘；留空则放在数据旁边。</translation>
    </message>
    <message>
        <source>A scanner types as a keyboard</source>
        <translation>扫码枪当键盘用</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Off where there is none: typing is never held up then.</source>
        <translation>没有这种扫码枪就选“否”，打字不再停顿。</translation>
    </message>
    <message>
        <source>Where records are uploaded to is set under Upload → Upload settings.</source>
        <translation>上传到哪里，在“上传 → 上传设置”里设置。</translation>
    </message>
    <message>
        <source>Digits of makers' trace codes</source>
        <translation>药厂追溯码位数</translation>
    </message>
    <message>
        <source>Beside 20 digits and GS1; for example: 18 22.</source>
        <translation>20位码和GS1码以外，例如：18 22。</translation>
    </message>
    <message>
        <source>Close of the day names what is not entered</source>
        <translation>日结时列出没有录入省平台的表单</translation>
    </message>
    <message>
        <source>How many forms of today are not in the provincial system yet.</source>
        <translation>今天还有几份没有录入；平时不提醒。</translation>
    </message>
    <message>
        <source>Order of the provincial web form</source>
        <translation>省平台表单的顺序</translation>
    </message>
    <message>
        <source>The county's file, for example province.toml; empty = as on the official sheets.</source>
        <translation>县里做的顺序文件，例如 province.toml；留空按国家表单。</translation>
    </message>
</context>
<context>
    <name>InsuranceCard</name>
    <message>
        <source>What the insurance pays for</source>
        <translation>医保限定支付目录</translation>
    </message>
    <message>
        <source>The county's list is asked first, then the prompts that ship. It only reminds, it stops nothing.</source>
        <translation>先按本地目录提醒，目录里没有的按软件自带的提醒。只提醒，不拦。</translation>
    </message>
    <message>
        <source>Take in the county's list …</source>
        <translation>导入本地目录…</translation>
    </message>
    <message>
        <source>Use it no more</source>
        <translation>停用目录</translation>
    </message>
    <message>
        <source>Save the rows in error …</source>
        <translation>保存有误的行…</translation>
    </message>
    <message>
        <source>{file}: {n} rows, taken in on {day}</source>
        <translation>{file}：{n} 行，{day} 导入</translation>
    </message>
    <message>
        <source>No list was taken in: only the prompts that ship.</source>
        <translation>没有导入本地目录，只用软件自带的提醒。</translation>
    </message>
    <message>
        <source>{file}: {n} rows can be read, {wrong} are in error</source>
        <translation>{file}：{n} 行可以导入，{wrong} 行有误</translation>
    </message>
    <message>
        <source>The rows in error are saved.</source>
        <translation>有误的行已保存。</translation>
    </message>
    <message>
        <source>Use this list</source>
        <translation>用这份目录</translation>
    </message>
    <message>
        <source>Do not</source>
        <translation>不用</translation>
    </message>
    <message>
        <source>The list is in use.</source>
        <translation>目录已启用。</translation>
    </message>
    <message>
        <source>Only the prompts that ship are asked.</source>
        <translation>已停用，只用软件自带的提醒。</translation>
    </message>
    <message>
        <source>List of what the insurance pays for</source>
        <translation>医保限定支付目录</translation>
    </message>
    <message>
        <source>Save the rows in error</source>
        <translation>保存有误的行</translation>
    </message>
</context>
<context>
    <name>KeepingCard</name>
    <message>
        <source>The records</source>
        <translation>数据备份与核验</translation>
    </message>
    <message>
        <source>Copy now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Check every record</source>
        <translation>核验全部记录</translation>
    </message>
    <message>
        <source>New recovery key</source>
        <translation>更换恢复密钥</translation>
    </message>
    <message>
        <source>Write it on paper and lock it away. The key before opens nothing any more.</source>
        <translation>请抄在纸上锁好。以前的恢复密钥已经作废。</translation>
    </message>
    <message>
        <source>I have written it down on paper</source>
        <translation>我已抄在纸上</translation>
    </message>
    <message>
        <source>Last copy: {day}</source>
        <translation>最近一次备份：{day}</translation>
    </message>
    <message>
        <source>There is no copy yet.</source>
        <translation>还没有备份过。</translation>
    </message>
    <message>
        <source>In {folder}</source>
        <translation>位置：{folder}</translation>
    </message>
    <message>
        <source>{n} places do not fit</source>
        <translation>有 {n} 处对不上</translation>
    </message>
    <message>
        <source>All records and the trail fit</source>
        <translation>全部记录核验一致</translation>
    </message>
    <message>
        <source>Why the clock was wrong</source>
        <translation>时间为什么不对</translation>
    </message>
    <message>
        <source>Why the clock was wrong: empty battery …</source>
        <translation>时间为什么不对：电池没电…</translation>
    </message>
    <message>
        <source>The clock is right now</source>
        <translation>本机时间已调准</translation>
    </message>
</context>
<context>
    <name>PasswordCard</name>
    <message>
        <source>My password</source>
        <translation>我的密码</translation>
    </message>
    <message>
        <source>Present password</source>
        <translation>现在的密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>再输一遍新密码</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>修改密码</translation>
    </message>
</context>
<context>
    <name>PolicyCard</name>
    <message>
        <source>Giving out before the review</source>
        <translation>先调配、后审核</translation>
    </message>
    <message>
        <source>Take in the county's policy …</source>
        <translation>装入县级审方授权…</translation>
    </message>
    <message>
        <source>Use this policy</source>
        <translation>使用这份授权</translation>
    </message>
    <message>
        <source>Do not</source>
        <translation>不用</translation>
    </message>
    <message>
        <source>Policy of the county</source>
        <translation>县级审方授权</translation>
    </message>
</context>
<context>
    <name>PrinterCard</name>
    <message>
        <source>Printers</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Prescriptions (A5)</source>
        <translation>处方（A5）</translation>
    </message>
    <message>
        <source>ECG strips (A4)</source>
        <translation>心电图（A4）</translation>
    </message>
    <message>
        <source>the computer's own printer</source>
        <translation>电脑的默认打印机</translation>
    </message>
</context>
<context>
    <name>RulesCard</name>
    <message>
        <source>Medication rules</source>
        <translation>用药规则</translation>
    </message>
    <message>
        <source>Newer rules from a stick …</source>
        <translation>从 U 盘更新规则…</translation>
    </message>
    <message>
        <source>Back to the rules before …</source>
        <translation>退回上一版规则…</translation>
    </message>
    <message>
        <source>Use these rules</source>
        <translation>启用这些规则</translation>
    </message>
    <message>
        <source>Do not</source>
        <translation>不启用</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>不退回</translation>
    </message>
    <message>
        <source>Rule pack</source>
        <translation>规则包</translation>
    </message>
    <message>
        <source>Look at these rules …</source>
        <translation>核对这份规则…</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Changed; it is in force.</source>
        <translation>已修改并生效。</translation>
    </message>
    <message>
        <source>The two new passwords differ.</source>
        <translation>两遍新密码不一样。</translation>
    </message>
    <message>
        <source>Your password is changed.</source>
        <translation>密码已修改。</translation>
    </message>
    <message>
        <source>The account is made.</source>
        <translation>账号已建立。</translation>
    </message>
    <message>
        <source>The new password counts from now on.</source>
        <translation>新密码已生效。</translation>
    </message>
    <message>
        <source>The account is closed.</source>
        <translation>账号已停用。</translation>
    </message>
    <message>
        <source>Copied and counted: {file} in {folder}</source>
        <translation>备份完成并已核对：{file}，在 {folder}</translation>
    </message>
    <message>
        <source>Every record and the whole audit trail fit.</source>
        <translation>全部记录和操作日志核验一致。</translation>
    </message>
    <message>
        <source>{count} places do not fit. Keep this computer as it is and call the administrator.</source>
        <translation>有 {count} 处对不上。请保持现状，并联系管理员。</translation>
    </message>
    <message>
        <source>Please choose what this person works as.</source>
        <translation>请选择岗位。</translation>
    </message>
    <message>
        <source>The clock counts as right; signing may go on.</source>
        <translation>本机时间已确认，可以继续签名。</translation>
    </message>
</context>
<context>
    <name>SignatureCard</name>
    <message>
        <source>Signatures on PDFs</source>
        <translation>PDF 电子签名</translation>
    </message>
    <message>
        <source>Check a signed PDF …</source>
        <translation>核对一个 PDF…</translation>
    </message>
    <message>
        <source>Take in an issuer or a revocation list …</source>
        <translation>导入发证机构证书或吊销名单…</translation>
    </message>
    <message>
        <source>Issuers that count besides this institution: {n}</source>
        <translation>除本机构外信任的发证机构：{n} 家</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>有效至 {day}</translation>
    </message>
    <message>
        <source>revocation list of {day}</source>
        <translation>{day} 的吊销名单</translation>
    </message>
    <message>
        <source>no revocation list: what was revoked is not checked</source>
        <translation>没有吊销名单，证书是否被吊销不能核对</translation>
    </message>
    <message>
        <source>Count no more</source>
        <translation>不再信任</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>It was here already.</source>
        <translation>已经有了，没有改动。</translation>
    </message>
    <message>
        <source>Taken in: {names}</source>
        <translation>已导入：{names}</translation>
    </message>
    <message>
        <source>Its signatures count no more.</source>
        <translation>已不再信任，它签发的签名不算数。</translation>
    </message>
    <message>
        <source>Signed PDF</source>
        <translation>有签名的 PDF</translation>
    </message>
    <message>
        <source>Certificate or revocation list</source>
        <translation>证书或吊销名单</translation>
    </message>
</context>
</TS>
