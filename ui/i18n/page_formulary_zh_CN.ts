<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Confirm and sign</source>
        <translation>确认并签名</translation>
    </message>
    <message>
        <source>Take the confirmation back</source>
        <translation>撤回确认</translation>
    </message>
    <message>
        <source>Use no longer</source>
        <translation>停止使用</translation>
    </message>
    <message>
        <source>Use again</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>Price of a pack</source>
        <translation>每包装价格</translation>
    </message>
    <message>
        <source>Change the price</source>
        <translation>改价</translation>
    </message>
</context>
<context>
    <name>FormularyPage</name>
    <message>
        <source>Find a drug</source>
        <translation>查找药品</translation>
    </message>
    <message>
        <source>Pinyin initials, name or former name</source>
        <translation>拼音首字母、药名或曾用名</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Take a list in …</source>
        <translation>导入药品表…</translation>
    </message>
    <message>
        <source>Drug and stock list</source>
        <translation>药品和库存表</translation>
    </message>
    <message>
        <source>Save the rows in error</source>
        <translation>保存有问题的行</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Strength and pack</source>
        <translation>规格包装</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>最近效期</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>医保</translation>
    </message>
    <message>
        <source>Price ¥</source>
        <translation>零售价（元）</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Drug list</source>
        <translation>药品目录</translation>
    </message>
    <message>
        <source>No drug like this</source>
        <translation>没有这样的药</translation>
    </message>
    <message>
        <source>Look at all of them, or take a list in.</source>
        <translation>请看全部药品，或导入药品表。</translation>
    </message>
    <message>
        <source>Drugs</source>
        <translation>药品目录</translation>
    </message>
    <message>
        <source>Look at all of them.</source>
        <translation>请看全部药品。</translation>
    </message>
</context>
<context>
    <name>FormularyWords</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>有库存</translation>
    </message>
    <message>
        <source>Running out or expired</source>
        <translation>近效期和过期</translation>
    </message>
    <message>
        <source>To be confirmed</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Without rules</source>
        <translation>无用药规则</translation>
    </message>
    <message>
        <source>no longer used</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>not in our list</source>
        <translation>本机构没有登记</translation>
    </message>
    <message>
        <source>confirmed, no rules</source>
        <translation>已确认，无用药规则</translation>
    </message>
    <message>
        <source>not confirmed, no rules</source>
        <translation>未确认，无用药规则</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>not confirmed</source>
        <translation>本机构未确认</translation>
    </message>
    <message>
        <source>{stock} (and expired ones)</source>
        <translation>{stock}（另有过期）</translation>
    </message>
    <message>
        <source>Batch {number}: {n}, expiry not told</source>
        <translation>批号{number}：{n}，没有登记有效期</translation>
    </message>
    <message>
        <source>Batch {number}: {n}, expired on {day}: not to be given, take it off the shelf</source>
        <translation>批号{number}：{n}，有效期到{day}，已过期，不能发药，请下架</translation>
    </message>
    <message>
        <source>Batch {number}: {n}, until {day}, {left} days left</source>
        <translation>批号{number}：{n}，有效期到{day}，还有{left}天</translation>
    </message>
    <message>
        <source>Batch {number}: {n}, until {day}</source>
        <translation>批号{number}：{n}，有效期到{day}</translation>
    </message>
    <message>
        <source>No pharmacist of this institution has confirmed it.</source>
        <translation>本机构药师还没有确认。</translation>
    </message>
    <message>
        <source>Confirmed and signed by {name}, {time}.</source>
        <translation>{name}已确认并签名，{time}。</translation>
    </message>
    <message>
        <source>Confirmed by {name}, {time}, but the signature does not fit what stands here: confirm it again.</source>
        <translation>{name}曾在{time}确认，但签名与现在的内容对不上，请重新确认。</translation>
    </message>
    <message>
        <source>The rules do not know this product: dose, interactions, contraindications and allergies are not checked for it. Check the leaflet.</source>
        <translation>规则库里没有这个药：剂量、相互作用、禁忌和过敏都不会检查，请核对说明书。</translation>
    </message>
    <message>
        <source>Confirmed and signed.</source>
        <translation>已确认并签名。</translation>
    </message>
    <message>
        <source>The confirmation was taken back.</source>
        <translation>已撤回确认。</translation>
    </message>
    <message>
        <source>It is no longer offered to prescribers; what was prescribed stays.</source>
        <translation>开处方时不再列出；已经开出的处方不变。</translation>
    </message>
    <message>
        <source>It is offered to prescribers again.</source>
        <translation>开处方时重新列出。</translation>
    </message>
    <message>
        <source>{n} products were taken in.</source>
        <translation>已导入{n}种药品。</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>{new} new, {changed} changed, {same} as they are; {refused} rows cannot be taken.</source>
        <translation>新增{new}种，改动{changed}种，不变{same}种；有{refused}行不能导入。</translation>
    </message>
    <message>
        <source>{n} have no rules and will say so when prescribed.</source>
        <translation>其中{n}种没有用药规则，开方时会提示。</translation>
    </message>
    <message>
        <source>Columns not used: {names}.</source>
        <translation>没有用到的列：{names}。</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>不变</translation>
    </message>
    <message>
        <source>no rules</source>
        <translation>无用药规则</translation>
    </message>
    <message>
        <source>expired: batch {names}</source>
        <translation>过期批号{names}</translation>
    </message>
    <message>
        <source>stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>price</source>
        <translation>零售价</translation>
    </message>
    <message>
        <source>class</source>
        <translation>医保</translation>
    </message>
    <message>
        <source>pack</source>
        <translation>规格包装</translation>
    </message>
    <message>
        <source>the confirmation ends</source>
        <translation>原确认失效</translation>
    </message>
    <message>
        <source>{n} products</source>
        <translation>{n}种</translation>
    </message>
    <message>
        <source>the first {n} of {total}</source>
        <translation>共{total}种，显示前{n}种</translation>
    </message>
    <message>
        <source>{n} running out or expired</source>
        <translation>近效期和过期{n}种</translation>
    </message>
    <message>
        <source>{n} to be confirmed</source>
        <translation>待确认{n}种</translation>
    </message>
    <message>
        <source>and {n} more batches</source>
        <translation>另有{n}个批号</translation>
    </message>
    <message>
        <source>Reading {file} …</source>
        <translation>正在读取{file}…</translation>
    </message>
    <message>
        <source>Taking the list in …</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>The price was changed.</source>
        <translation>价格已改。</translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Save the rows in error …</source>
        <translation>保存有问题的行…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>{n} products</source>
        <translation>{n}种</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n}行</translation>
    </message>
    <message>
        <source>Take in {n} products ({key})</source>
        <translation>导入{n}种 ({key})</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Strength and pack</source>
        <translation>规格包装</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>有哪些变化</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>As it stands</source>
        <translation>表里写的</translation>
    </message>
    <message>
        <source>Why it cannot be taken</source>
        <translation>不能导入的原因</translation>
    </message>
    <message>
        <source>Rows in error</source>
        <translation>有问题的行</translation>
    </message>
</context>
</TS>
