<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CasePanel</name>
    <message>
        <source>Sheet</source>
        <translation>处方</translation>
    </message>
    <message>
        <source>{n} drugs</source>
        <translation>{n}种药</translation>
    </message>
    <message>
        <source>Diagnosis: {words}</source>
        <translation>诊断：{words}</translation>
    </message>
    <message>
        <source>Reason for the days: {words}</source>
        <translation>延长天数理由：{words}</translation>
    </message>
    <message>
        <source>Not checked: {what}</source>
        <translation>未能检查：{what}</translation>
    </message>
</context>
<context>
    <name>ObjectionPanel</name>
    <message>
        <source>Send back or refuse</source>
        <translation>退回修改或拒绝调配</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>What the doctor should know</source>
        <translation>要对医师说的话</translation>
    </message>
    <message>
        <source>Reason (one or more)</source>
        <translation>理由（可多选）</translation>
    </message>
    <message>
        <source>Which line, and what you would change (if anything)</source>
        <translation>针对哪一行，以及您建议怎么改（可不填）</translation>
    </message>
    <message>
        <source>Dose of line {n}</source>
        <translation>第{n}行单次剂量</translation>
    </message>
    <message>
        <source>Days of line {n}</source>
        <translation>第{n}行天数</translation>
    </message>
    <message>
        <source>leave it out</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>each dose</source>
        <translation>每次</translation>
    </message>
    <message>
        <source>for</source>
        <translation>用</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>{n} waiting</source>
        <translation>{n}张</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>退回修改</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝调配</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Sheets to review</source>
        <translation>待审处方</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待审处方</translation>
    </message>
    <message>
        <source>Sheets that doctors sign appear here by themselves.</source>
        <translation>医师签名的处方会自动出现在这里。</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待审处方</translation>
    </message>
    <message>
        <source>Choose a sheet</source>
        <translation>请选一张处方</translation>
    </message>
    <message>
        <source>Choose one on the left: Enter or a click opens it.</source>
        <translation>在左边选一张，按回车或点一下打开。</translation>
    </message>
    <message>
        <source>Do not send back</source>
        <translation>不退了</translation>
    </message>
    <message>
        <source>Refuse for good</source>
        <translation>拒绝调配</translation>
    </message>
    <message>
        <source>Send back…</source>
        <translation>退回修改…</translation>
    </message>
    <message>
        <source>{n} sheets approved, signed and kept</source>
        <translation>已通过{n}张，已签名保存</translation>
    </message>
    <message>
        <source>Approve {n} without findings…</source>
        <translation>一次通过{n}张无提示的…</translation>
    </message>
</context>
<context>
    <name>ReviewWords</name>
    <message>
        <source>Prescription {number}</source>
        <translation>处方 {number}</translation>
    </message>
    <message>
        <source>signed by {name} {time}</source>
        <translation>{name} {time} 签名</translation>
    </message>
    <message>
        <source>waiting {time}</source>
        <translation>已等{time}</translation>
    </message>
    <message>
        <source>long-term</source>
        <translation>长期处方</translation>
    </message>
    <message>
        <source>the patient may have begun</source>
        <translation>患者可能已开始服药</translation>
    </message>
    <message>
        <source>skin test: {result}</source>
        <translation>皮试：{result}</translation>
    </message>
    <message>
        <source>Doctor's reason: {reason}</source>
        <translation>医师理由：{reason}</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>过敏</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>诊断和病史</translation>
    </message>
    <message>
        <source>none on record</source>
        <translation>无记录</translation>
    </message>
    <message>
        <source>Takes now</source>
        <translation>正在用的药</translation>
    </message>
    <message>
        <source>Pregnancy</source>
        <translation>妊娠</translation>
    </message>
    <message>
        <source>{name} ({n} days left)</source>
        <translation>{name}（余{n}天）</translation>
    </message>
    <message>
        <source>no running prescription here</source>
        <translation>本机没有在用的处方</translation>
    </message>
    <message>
        <source>{time} {name} ({place}): {act}</source>
        <translation>{time} {name}（{place}）：{act}</translation>
    </message>
    <message>
        <source>{words} (line {n})</source>
        <translation>{words}（第{n}行）</translation>
    </message>
    <message>
        <source>Approve the sheet of {name}, {age}: {n} drugs. Signing: {pharmacist}</source>
        <translation>通过【{name}】{age} 的处方：{n}种药。签名药师：{pharmacist}</translation>
    </message>
    <message>
        <source>Send the sheet of {name}, {age} back to the doctor. Signing: {pharmacist}</source>
        <translation>把【{name}】{age} 的处方退回医师修改。签名药师：{pharmacist}</translation>
    </message>
    <message>
        <source>Refuse the sheet of {name}, {age}, for good. Signing: {pharmacist}</source>
        <translation>拒绝调配【{name}】{age} 的处方，不能再改回。签名药师：{pharmacist}</translation>
    </message>
    <message>
        <source>{name}: {act}. Signed and kept; it is delivered with the next upload.</source>
        <translation>{name}：{act}。已签名保存，下次上传时送到。</translation>
    </message>
    <message>
        <source>(signed again beside the line)</source>
        <translation>（已在该行再次签名）</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量检验</translation>
    </message>
    <message>
        <source>line {n} {name}</source>
        <translation>第{n}行{name}</translation>
    </message>
    <message>
        <source>{line}: leave it out</source>
        <translation>{line}停用</translation>
    </message>
    <message>
        <source>{line}: {change} a dose</source>
        <translation>{line}每次{change}</translation>
    </message>
    <message>
        <source>{line}: {change} days</source>
        <translation>{line}用{change}天</translation>
    </message>
    <message>
        <source>{line}: {change}</source>
        <translation>{line}{change}</translation>
    </message>
    <message>
        <source>Approve {n} sheets that no rule said anything about: {names}. Signing: {pharmacist}</source>
        <translation>通过{n}张没有任何提示的处方：{names}。签名药师：{pharmacist}</translation>
    </message>
    <message>
        <source>policy {policy}</source>
        <translation>授权 {policy}</translation>
    </message>
</context>
</TS>
