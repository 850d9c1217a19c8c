<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CounterWords</name>
    <message>
        <source>To hand over</source>
        <translation>待发出</translation>
    </message>
    <message>
        <source>{n} of {all} to prepare</source>
        <translation>还差{n}种（共{all}种）</translation>
    </message>
    <message>
        <source>{all} kinds to prepare</source>
        <translation>{all}种待调配</translation>
    </message>
    <message>
        <source>No. {number} · {diagnoses}</source>
        <translation>处方编号 {number} · {diagnoses}</translation>
    </message>
    <message>
        <source>Allergies: {text}</source>
        <translation>过敏史：{text}</translation>
    </message>
    <message>
        <source>Handed over</source>
        <translation>已发药</translation>
    </message>
    <message>
        <source>Prepared</source>
        <translation>已调配</translation>
    </message>
    <message>
        <source>{n}{piece} still to prepare</source>
        <translation>还差{n}{piece}</translation>
    </message>
    <message>
        <source>Not prepared</source>
        <translation>未调配</translation>
    </message>
    <message>
        <source>No stock is kept of this product</source>
        <translation>本品未记库存</translation>
    </message>
    <message>
        <source> · {n}{piece} expired, not to be given</source>
        <translation> · 另有{n}{piece}已过期，不能发</translation>
    </message>
    <message>
        <source>On the shelf {n}{piece}</source>
        <translation>库存{n}{piece}</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>有效期未记</translation>
    </message>
    <message>
        <source>{batch} · until {day} · {n}{piece}</source>
        <translation>{batch} · 有效期至{day} · {n}{piece}</translation>
    </message>
    <message>
        <source>batch {batch}</source>
        <translation>批号{batch}</translation>
    </message>
    <message>
        <source>code …{tail}, opened pack</source>
        <translation>追溯码…{tail}（拆零）</translation>
    </message>
    <message>
        <source>code …{tail}</source>
        <translation>追溯码…{tail}</translation>
    </message>
    <message>
        <source>no trace code</source>
        <translation>无追溯码</translation>
    </message>
    <message>
        <source>It went to {name} at {time}, sheet {number}.</source>
        <translation>这盒药 {time} 发给了{name}，处方编号 {number}。</translation>
    </message>
    <message>
        <source>{name}: {pieces}{piece} prepared, batch {batch}</source>
        <translation>{name}：已调配{pieces}{piece}，批号{batch}</translation>
    </message>
    <message>
        <source>Put back on the shelf</source>
        <translation>已退回货架</translation>
    </message>
    <message>
        <source>{said}. The pack was opened: the rest is counted on.</source>
        <translation>{said}。这盒已拆零，剩下的以后还可扫同一个码发。</translation>
    </message>
    <message>
        <source>Hand over to {who}: {names}. Checked by {signer}?</source>
        <translation>发给 {who}：{names}。由 {signer} 核对发出，对吗？</translation>
    </message>
    <message>
        <source>{ordered} ({pieces})</source>
        <translation>{ordered}（{pieces}）</translation>
    </message>
    <message>
        <source>{name}: {pieces}{piece} prepared</source>
        <translation>{name}：已调配{pieces}{piece}</translation>
    </message>
    <message>
        <source>Handed over: {names}</source>
        <translation>已发药：{names}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{name} {n}{piece}</source>
        <translation>{name} {n}{piece}</translation>
    </message>
    <message>
        <source>Waits for the pharmacist. May be given out urgently in {n} min, where it cannot wait.</source>
        <translation>等药师审核。病情等不得的，{n} 分钟后可以紧急调配。</translation>
    </message>
    <message>
        <source>The pharmacist did not answer in time.</source>
        <translation>药师没有按时答复。</translation>
    </message>
    <message>
        <source>Call {phone}.</source>
        <translation>请打电话：{phone}。</translation>
    </message>
    <message>
        <source>Call the pharmacist.</source>
        <translation>请打电话给药师。</translation>
    </message>
    <message>
        <source>By policy {policy} it may be given out now with a reason; the review stays owed.</source>
        <translation>按授权 {policy}，写明理由后现在可以紧急调配，药师事后审核。</translation>
    </message>
    <message>
        <source>A doctor decides whether it is given out urgently.</source>
        <translation>是否紧急调配由医师登录后决定。</translation>
    </message>
    <message>
        <source>policy {policy}</source>
        <translation>授权 {policy}</translation>
    </message>
    <message>
        <source>Given out urgently: {told}. A pharmacist looks afterwards.</source>
        <translation>紧急调配：{told}。药师事后审核。</translation>
    </message>
    <message>
        <source>May be given out by {policy}; a pharmacist looks afterwards.</source>
        <translation>按{policy}可以先发药，药师事后审核。</translation>
    </message>
    <message>
        <source>Give the sheet of {who} out urgently, before a pharmacist has looked? Reason: {reason}. Signing: {signer}</source>
        <translation>药师还没有审核，紧急调配【{who}】的处方？理由：{reason}。签名：{signer}</translation>
    </message>
    <message>
        <source>It may be given out now; the review stays owed.</source>
        <translation>现在可以发药；药师事后仍要审核。</translation>
    </message>
    <message>
        <source>with the pharmacist {time}</source>
        <translation>等药师 {time}</translation>
    </message>
    <message>
        <source>Taken: batch {batch}. The skin test was of batch {tested}: test the new batch first, or take the tested one.</source>
        <translation>已配的是批号{batch}，皮试做的是批号{tested}：请换回皮试的批号，或先重新皮试。</translation>
    </message>
    <message>
        <source>Skin test negative: batch {batch}</source>
        <translation>皮试阴性的批号：{batch}</translation>
    </message>
</context>
<context>
    <name>DispensingPage</name>
    <message>
        <source>{n} sheets</source>
        <translation>{n}张</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>发出</translation>
    </message>
    <message>
        <source>Check and hand over</source>
        <translation>核对发药</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>要做的</translation>
    </message>
    <message>
        <source>Sheets to give out</source>
        <translation>待发药处方</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待发药的处方</translation>
    </message>
    <message>
        <source>Sheets that doctors sign appear here by themselves.</source>
        <translation>医生签名后，处方会自动出现在这里。</translation>
    </message>
    <message>
        <source>To give out</source>
        <translation>待发药</translation>
    </message>
    <message>
        <source>Trace code</source>
        <translation>追溯码</translation>
    </message>
    <message>
        <source>Scan the trace code on the box, or the square on the sheet</source>
        <translation>扫药盒上的追溯码，或处方上的二维码</translation>
    </message>
    <message>
        <source>Scan the square on the paper, or choose one on the left.</source>
        <translation>请扫处方上的二维码，或在左边点选一张。</translation>
    </message>
    <message>
        <source>Choose a sheet</source>
        <translation>请选一张处方</translation>
    </message>
    <message>
        <source>Settle …</source>
        <translation>结算…</translation>
    </message>
    <message>
        <source>Give out urgently</source>
        <translation>紧急调配</translation>
    </message>
</context>
<context>
    <name>LineCard</name>
    <message>
        <source>{n}. {name} {strength}</source>
        <translation>{n}. {name} {strength}</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>退回货架</translation>
    </message>
    <message>
        <source>Batch of {name}</source>
        <translation>{name}的批号</translation>
    </message>
    <message>
        <source>Pieces of {name}</source>
        <translation>{name}的数量</translation>
    </message>
    <message>
        <source>Prepare without code</source>
        <translation>无码调配</translation>
    </message>
    <message>
        <source>Scan is for this one</source>
        <translation>扫的是这种</translation>
    </message>
    <message>
        <source>Waiting for its code</source>
        <translation>请扫这种药的码</translation>
    </message>
    <message>
        <source>{n}{piece} asked for elsewhere</source>
        <translation>其中{n}{piece}已申请外配</translation>
    </message>
    <message>
        <source>Out of stock: ask elsewhere</source>
        <translation>缺货，申请外配</translation>
    </message>
</context>
<context>
    <name>UrgentCard</name>
    <message>
        <source>Why it cannot wait</source>
        <translation>等不得的理由</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Give out urgently …</source>
        <translation>紧急调配…</translation>
    </message>
</context>
</TS>
