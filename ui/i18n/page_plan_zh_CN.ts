<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>HomePanel</name>
    <message>
        <source>Slip</source>
        <translation>自测记录</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>录入</translation>
    </message>
    <message>
        <source>From a list…</source>
        <translation>从表格导入…</translation>
    </message>
    <message>
        <source>Empty list…</source>
        <translation>下载空表…</translation>
    </message>
    <message>
        <source>Keep {n}</source>
        <translation>录入 {n} 条</translation>
    </message>
    <message>
        <source>{n} readings</source>
        <translation>共 {n} 条</translation>
    </message>
    <message>
        <source>{n} kept, {m} were there already</source>
        <translation>已录入 {n} 条，{m} 条早已录入</translation>
    </message>
    <message>
        <source>List: {n} kept, {m} were there already, {k} rows given back</source>
        <translation>表格：已录入 {n} 条，{m} 条早已录入，退回 {k} 行</translation>
    </message>
    <message>
        <source>No pressures from home yet</source>
        <translation>还没有自测血压</translation>
    </message>
    <message>
        <source>Mean of {days} days ({n} readings): {value}</source>
        <translation>{days} 天平均（{n} 次）：{value}</translation>
    </message>
    <message>
        <source>at or above 135/85</source>
        <translation>达到或超过 135/85</translation>
    </message>
    <message>
        <source>below 135/85</source>
        <translation>低于 135/85</translation>
    </message>
    <message>
        <source>not judged: fewer than 3 days, or no adult cut-off applies</source>
        <translation>不判断：不足3天，或不适用成人标准</translation>
    </message>
    <message>
        <source>Paste or scan the slip, one reading a line. Home readings never count as the clinic's.</source>
        <translation>粘贴或扫码，一行一次。居民自测不算卫生室测量，不用于诊断和考核。</translation>
    </message>
    <message>
        <source>Take down</source>
        <translation>录入</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Pulse or meal</source>
        <translation>脉搏或餐别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>measured at home</source>
        <translation>居民自测</translation>
    </message>
    <message>
        <source>Nothing measured at home yet</source>
        <translation>还没有居民自测数据</translation>
    </message>
    <message>
        <source>Ask them to bring their notebook, or scan its code.</source>
        <translation>请居民带上记录本，或扫描记录码。</translation>
    </message>
    <message>
        <source>Measured at home</source>
        <translation>居民自测</translation>
    </message>
    <message>
        <source>Why it is taken back</source>
        <translation>撤销原因</translation>
    </message>
    <message>
        <source>Why it is taken back, e.g. the neighbour's</source>
        <translation>撤销原因，如：是邻居量的</translation>
    </message>
    <message>
        <source>Take the reading back</source>
        <translation>撤销这一条</translation>
    </message>
</context>
<context>
    <name>PartCard</name>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>One sentence a line, in words the resident uses</source>
        <translation>一行一句，用居民听得懂的话</translation>
    </message>
    <message>
        <source>written by: {who}</source>
        <translation>由{who}编写</translation>
    </message>
    <message>
        <source>Two people wrote this before they saw each other. Take one of them, or write a third that replaces both.</source>
        <translation>两个人同时写了这一部分。请选用一份，或另写一份替换两份。</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>还没有内容</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>用这份</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>编写</translation>
    </message>
    <message>
        <source>From the template</source>
        <translation>套用模板</translation>
    </message>
    <message>
        <source>Hide earlier ones</source>
        <translation>收起历次内容</translation>
    </message>
    <message>
        <source>Earlier ones ({n})</source>
        <translation>历次内容（{n}）</translation>
    </message>
</context>
<context>
    <name>PlanPage</name>
    <message>
        <source>You write as: {who}</source>
        <translation>您的身份：{who}</translation>
    </message>
    <message>
        <source>You read only</source>
        <translation>您只能查看</translation>
    </message>
    <message>
        <source>Show the newest</source>
        <translation>查看最新内容</translation>
    </message>
    <message>
        <source>Left out, as it is not known: {what}</source>
        <translation>以下内容不详，已略去：{what}</translation>
    </message>
    <message>
        <source>My year</source>
        <translation>我这一年</translation>
    </message>
    <message>
        <source>Guidance sheet</source>
        <translation>健康指导单</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>健康方案</translation>
    </message>
    <message>
        <source>Measured at home</source>
        <translation>居民自测</translation>
    </message>
    <message>
        <source>Risk and trends</source>
        <translation>风险与趋势</translation>
    </message>
    <message>
        <source>Print for the resident</source>
        <translation>打印给居民</translation>
    </message>
    <message>
        <source>Open the plan from a resident, a visit, or a follow-up.</source>
        <translation>请先在居民、接诊或随访里打开一位居民，再到这里。</translation>
    </message>
    <message>
        <source>Nobody is chosen</source>
        <translation>还没有选居民</translation>
    </message>
    <message>
        <source>Fill your empty parts from a template:</source>
        <translation>用模板填好您负责、还空着的部分：</translation>
    </message>
</context>
<context>
    <name>RiskPanel</name>
    <message>
        <source>not fasting</source>
        <translation>非空腹</translation>
    </message>
    <message>
        <source>by {value} on {day}</source>
        <translation>依据 {day} 的 {value}</translation>
    </message>
    <message>
        <source>{n} factors are not known; what is not known is not counted as absent</source>
        <translation>有 {n} 项不详；不详不等于没有</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Factors</source>
        <translation>危险因素</translation>
    </message>
    <message>
        <source>Twelve months</source>
        <translation>近12个月</translation>
    </message>
    <message>
        <source>green: target · dashed: a medicine began</source>
        <translation>绿色：目标范围 · 虚线：开始用新药</translation>
    </message>
    <message>
        <source>Waist {n} cm</source>
        <translation>腰围 {n} cm</translation>
    </message>
    <message>
        <source>Fasting glucose (venous) {n} mmol/L</source>
        <translation>空腹血糖（静脉） {n} mmol/L</translation>
    </message>
    <message>
        <source>not fasting, or meter not in order</source>
        <translation>非空腹，或试纸过期、质控不合格</translation>
    </message>
</context>
</TS>
