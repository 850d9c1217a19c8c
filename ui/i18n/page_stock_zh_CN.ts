<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActPanel</name>
    <message>
        <source>What to do</source>
        <translation>要做的</translation>
    </message>
    <message>
        <source>Batch number</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Last day of use</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Supplier and paper, or why</source>
        <translation>供货单位和单号，或原因</translation>
    </message>
    <message>
        <source>Write down</source>
        <translation>记账</translation>
    </message>
    <message>
        <source>{batch} · {n}{piece}</source>
        <translation>{batch} · {n}{piece}</translation>
    </message>
    <message>
        <source>in single pieces</source>
        <translation>按最小单位（片、支）</translation>
    </message>
    <message>
        <source>Really: batch number</source>
        <translation>实际批号</translation>
    </message>
</context>
<context>
    <name>SettlePanel</name>
    <message>
        <source>To be looked into</source>
        <translation>待核实</translation>
    </message>
    <message>
        <source>Count this batch</source>
        <translation>盘点这一批</translation>
    </message>
</context>
<context>
    <name>StockPage</name>
    <message>
        <source>{n} products</source>
        <translation>{n}种</translation>
    </message>
    <message>
        <source>Find a product</source>
        <translation>找药品</translation>
    </message>
    <message>
        <source>Name or initials</source>
        <translation>药名或拼音首字母</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Nothing on the shelf</source>
        <translation>货架上没有药品</translation>
    </message>
    <message>
        <source>Type a name to take a product in.</source>
        <translation>输入药名，办理入库。</translation>
    </message>
    <message>
        <source>Choose a product</source>
        <translation>请选一种药品</translation>
    </message>
    <message>
        <source>Its batches and everything that came and went.</source>
        <translation>可看到各批号和全部进出流水。</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Last day of use</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>各批号</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>结存</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>What and why</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>流水账</translation>
    </message>
    <message>
        <source>This month's turnover</source>
        <translation>本月进销存</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>期初</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>入库</translation>
    </message>
    <message>
        <source>Given out</source>
        <translation>发药</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>StockWords</name>
    <message>
        <source>not told</source>
        <translation>未记</translation>
    </message>
    <message>
        <source>{n} days left</source>
        <translation>还有{n}天到期</translation>
    </message>
    <message>
        <source> and {n}{piece}</source>
        <translation>零{n}{piece}</translation>
    </message>
    <message>
        <source>{n}{piece} to give ({packs}{pack}{rest})</source>
        <translation>可发{n}{piece}（{packs}{pack}{rest}）</translation>
    </message>
    <message>
        <source>{n}{piece} to give</source>
        <translation>可发{n}{piece}</translation>
    </message>
    <message>
        <source>Written into the ledger: {what}</source>
        <translation>已记入流水：{what}</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>{name}, batch {batch}: {n}{piece} more were given out than were there. Count the shelf.</source>
        <translation>{name}，批号{batch}：发出的比账上多{n}{piece}，可能是两台电脑同时发了最后一份。请盘点这一批。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{name} {time}</source>
        <translation>{name} {time}</translation>
    </message>
    <message>
        <source>{name}: the trace code {code} was given out {n} times: {to}. Look for the boxes, then say what it was.</source>
        <translation>{name}：追溯码{code}发出了{n}次：{to}。请找到药盒核对，再选择核实结果。</translation>
    </message>
</context>
</TS>
