<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FormCard</name>
    <message>
        <source>Settle</source>
        <translation>结算</translation>
    </message>
    <message>
        <source>Who pays</source>
        <translation>费别</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Insurance pays</source>
        <translation>医保支付</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Why it is taken back</source>
        <translation>撤销原因</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>打印小票</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销结算</translation>
    </message>
    <message>
        <source>yuan</source>
        <translation>元</translation>
    </message>
    <message>
        <source>of it the insurance pays</source>
        <translation>其中医保支付</translation>
    </message>
    <message>
        <source>needed where the amount differs or something is missing</source>
        <translation>金额和药价不同、药没发全时必填</translation>
    </message>
    <message>
        <source>Settlement no.</source>
        <translation>结算单号</translation>
    </message>
</context>
<context>
    <name>SettlementPage</name>
    <message>
        <source>{n} sheets</source>
        <translation>{n} 张</translation>
    </message>
    <message>
        <source>Settled.</source>
        <translation>已结算。</translation>
    </message>
    <message>
        <source>Taken back; the sheet waits to be settled again.</source>
        <translation>已撤销结算，这张处方回到待结算。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>处方号</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>费别</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>医保支付</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>单号</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经办</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>张数</translation>
    </message>
    <message>
        <source>Patient pays</source>
        <translation>个人支付</translation>
    </message>
    <message>
        <source>Sums</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Settlements</source>
        <translation>结算明细</translation>
    </message>
    <message>
        <source>Settlements of {day}</source>
        <translation>{day} 药费结算</translation>
    </message>
    <message>
        <source>What was taken back counts on the day on which it was.</source>
        <translation>撤销的结算记在撤销当天，已过去的日子不再变动。</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>打印小票</translation>
    </message>
    <message>
        <source>Print the day</source>
        <translation>打印当天结算单</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待结算的处方</translation>
    </message>
    <message>
        <source>To settle</source>
        <translation>待结算</translation>
    </message>
    <message>
        <source>Sheets to settle</source>
        <translation>待结算处方</translation>
    </message>
    <message>
        <source>Nothing was settled</source>
        <translation>还没有结算</translation>
    </message>
    <message>
        <source>Settled today</source>
        <translation>今天已结算</translation>
    </message>
    <message>
        <source>Settled on the day</source>
        <translation>当天已结算</translation>
    </message>
    <message>
        <source>Day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>Day after</source>
        <translation>后一天</translation>
    </message>
    <message>
        <source>Drug</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Given out</source>
        <translation>已发</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>药价</translation>
    </message>
    <message>
        <source>What was given out</source>
        <translation>已发药品</translation>
    </message>
    <message>
        <source>Choose one on the left that was given out; the insurance&apos;s own system charges, its number is written down here.</source>
        <translation>在左边选一张发完药的处方。医保在医保系统里结，这里记下结果和单号。</translation>
    </message>
    <message>
        <source>Choose a sheet</source>
        <translation>请选一张处方</translation>
    </message>
</context>
<context>
    <name>SettlementWords</name>
    <message>
        <source>settled twice</source>
        <translation>结算了两次</translation>
    </message>
    <message>
        <source>No. {number} · {way} by the sheet · given out {time}</source>
        <translation>处方号 {number} · 处方费别 {way} · 发药 {time}</translation>
    </message>
    <message>
        <source>{n}{piece}, {missing}{piece} not given out</source>
        <translation>{n}{piece}，还有{missing}{piece}没发</translation>
    </message>
    <message>
        <source>Settled at two computers: take one of them back.</source>
        <translation>两台电脑都结算了：请核对后撤销其中一次（在下面“已结算”里选）。</translation>
    </message>
    <message>
        <source>Something of it lies prepared: hand it over first.</source>
        <translation>有药已调配、还没交给患者：请先核对发药。</translation>
    </message>
    <message>
        <source>Not everything was given out: after it is settled nothing more can be.</source>
        <translation>药没有发全：结算以后不能再发。</translation>
    </message>
    <message>
        <source>A pack&apos;s trace code was not scanned: the insurance may not pay for it.</source>
        <translation>有药没扫追溯码：医保可能不予结算。</translation>
    </message>
    <message>
        <source>A product here has no price: type the amount.</source>
        <translation>有药没有药价：请填写金额。</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>撤销退款</translation>
    </message>
    <message>
        <source>{way} (taken back)</source>
        <translation>{way}（已撤销）</translation>
    </message>
    <message>
        <source>{way} {amount}</source>
        <translation>{way} {amount}</translation>
    </message>
    <message>
        <source>insurance {insured}, patient {own}</source>
        <translation>医保支付 {insured}，个人支付 {own}</translation>
    </message>
    <message>
        <source>by prices {reckoned}</source>
        <translation>按药价 {reckoned}</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>单号 {number}</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>原因：{reason}</translation>
    </message>
    <message>
        <source>{by}, {time}</source>
        <translation>{by}，{time}</translation>
    </message>
    <message>
        <source>{way}: {n}, {amount}</source>
        <translation>{way}：{n} 张，{amount}</translation>
    </message>
    <message>
        <source>{way}: {n}, {amount} (insurance {insured}, patient {own})</source>
        <translation>{way}：{n} 张，{amount}（医保 {insured}，个人 {own}）</translation>
    </message>
    <message>
        <source>{n} settled, {amount} in all, {own} from the patients</source>
        <translation>已结算 {n} 张，共 {amount}，其中个人支付 {own}</translation>
    </message>
    <message>
        <source>Settled today</source>
        <translation>今天已结算</translation>
    </message>
    <message>
        <source>Settled on {day}</source>
        <translation>{day} 已结算</translation>
    </message>
    <message>
        <source>from elsewhere</source>
        <translation>外配</translation>
    </message>
</context>
</TS>
