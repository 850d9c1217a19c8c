<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FiledPanel</name>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下次随访</translation>
    </message>
    <message>
        <source>No form was filled yet</source>
        <translation>还没有填过表单</translation>
    </message>
    <message>
        <source>Choose the forms of this visit above.</source>
        <translation>在上方选择本次要填的表单。</translation>
    </message>
    <message>
        <source>Forms filled</source>
        <translation>已填表单</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Why it is withdrawn</source>
        <translation>作废原因</translation>
    </message>
    <message>
        <source>e.g. written for somebody else</source>
        <translation>如：填到了别人名下</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>{n} forms</source>
        <translation>{n} 张</translation>
    </message>
    <message>
        <source>Written by a newer program: to be read only.</source>
        <translation>由较新的程序填写，只能查看。</translation>
    </message>
    <message>
        <source>Withdraw because</source>
        <translation>作废原因</translation>
    </message>
    <message>
        <source>Enter into the provincial system</source>
        <translation>录入省平台</translation>
    </message>
</context>
<context>
    <name>FollowUpField</name>
    <message>
        <source>2026-03-05</source>
        <translation>2026-03-05</translation>
    </message>
</context>
<context>
    <name>FollowUpPage</name>
    <message>
        <source>Save the {n} that are complete</source>
        <translation>先保存已填全的 {n} 张</translation>
    </message>
    <message>
        <source>Something was measured meanwhile</source>
        <translation>有新的测量值</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>取入本表</translation>
    </message>
    <message>
        <source>Saved: {forms}</source>
        <translation>已保存：{forms}</translation>
    </message>
    <message>
        <source>Whose follow-up?</source>
        <translation>给谁随访？</translation>
    </message>
    <message>
        <source>Call somebody in, or choose a resident, and press F7.</source>
        <translation>先叫号或选好居民，再按 F7。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>As last time</source>
        <translation>同上次</translation>
    </message>
    <message>
        <source>The rest is normal</source>
        <translation>其余正常</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Home readings and plan</source>
        <translation>居民自测与方案</translation>
    </message>
</context>
<context>
    <name>FormBar</name>
    <message>
        <source>{form} · due</source>
        <translation>{form} · 到期</translation>
    </message>
    <message>
        <source>Forms filled ({n})</source>
        <translation>已填表单（{n}）</translation>
    </message>
</context>
<context>
    <name>SectionCard</name>
    <message>
        <source>As last time</source>
        <translation>同上次</translation>
    </message>
    <message>
        <source>The rest is normal</source>
        <translation>其余正常</translation>
    </message>
    <message>
        <source>Type it anew</source>
        <translation>改</translation>
    </message>
    <message>
        <source>{n} missing</source>
        <translation>还差 {n} 项</translation>
    </message>
    <message>
        <source>complete, {n} may be added</source>
        <translation>已填全，另有 {n} 项可补</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>已填全</translation>
    </message>
    <message>
        <source>Last time: {value} ({day})</source>
        <translation>上次：{value}（{day}）</translation>
    </message>
    <message>
        <source>the standard asks for it, too</source>
        <translation>规范也要求填写</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>未填</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>补充其他 {n} 项</translation>
    </message>
    <message>
        <source>typed by hand</source>
        <translation>手工</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>No class yet: danger signs, complications and reactions are to be asked</source>
        <translation>还不能分类：请先问危急情况、并发症和不良反应</translation>
    </message>
    <message>
        <source>Next at the latest on {day}</source>
        <translation>下次随访不晚于 {day}</translation>
    </message>
    <message>
        <source>By: {source}</source>
        <translation>依据：{source}</translation>
    </message>
    <message>
        <source>{target} reached</source>
        <translation>{target} 达标</translation>
    </message>
    <message>
        <source>{target} not reached</source>
        <translation>{target} 未达标</translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>Still to do</source>
        <translation>待补</translation>
    </message>
    <message>
        <source>This quarter without a follow-up</source>
        <translation>本季度已就诊、未随访</translation>
    </message>
    <message>
        <source>nothing measured</source>
        <translation>没有测量值</translation>
    </message>
    <message>
        <source>{day}: {measured}. Missing: {missing}</source>
        <translation>{day}：{measured}；还缺：{missing}</translation>
    </message>
    <message>
        <source>Fill in for {day}</source>
        <translation>补填 {day} 这次</translation>
    </message>
    <message>
        <source>{n} to be answered</source>
        <translation>还差 {n} 项</translation>
    </message>
    <message>
        <source>nothing missing</source>
        <translation>必填项已齐</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>还有 {n} 项</translation>
    </message>
</context>
</TS>
