<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CommentPage</name>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>导出Excel</translation>
    </message>
    <message>
        <source>Month before</source>
        <translation>上一月</translation>
    </message>
    <message>
        <source>Month after</source>
        <translation>下一月</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Sheets drawn</source>
        <translation>抽取的处方</translation>
    </message>
    <message>
        <source>Not drawn yet</source>
        <translation>还没有抽取</translation>
    </message>
    <message>
        <source>A lot is drawn once, when the month is over.</source>
        <translation>每月过完后抽取一次，抽过不能再抽。</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>已点评</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>合理率</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>点评项目</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>张数</translation>
    </message>
    <message>
        <source>By doctor</source>
        <translation>点评结果（按医师）</translation>
    </message>
    <message>
        <source>By code</source>
        <translation>存在问题（按项目）</translation>
    </message>
    <message>
        <source>To the report</source>
        <translation>看汇总</translation>
    </message>
    <message>
        <source>Draw the lot</source>
        <translation>抽取处方</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>记下，看下一张</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>点评报告</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>医师答复</translation>
    </message>
    <message>
        <source>Print the report</source>
        <translation>打印报告</translation>
    </message>
</context>
<context>
    <name>CommentWords</name>
    <message>
        <source>{year}-{month:02d}</source>
        <translation>{year}年{month}月</translation>
    </message>
    <message>
        <source>{done} of {n} looked at; drawn from {all}, seed {seed}</source>
        <translation>已点评{done}/{n}张；从{all}张中随机抽取，抽样号{seed}</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>未点评</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Prescription {number}</source>
        <translation>处方{number}</translation>
    </message>
    <message>
        <source> Doctor&apos;s reason: {reason}</source>
        <translation>&#x3000;医师理由：{reason}</translation>
    </message>
    <message>
        <source>No answer yet</source>
        <translation>未答复</translation>
    </message>
</context>
<context>
    <name>SheetPanel</name>
    <message>
        <source>Words</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <source>Diagnosis: {words}</source>
        <translation>诊断：{words}</translation>
    </message>
    <message>
        <source>What is wrong; nothing ticked = reasonable</source>
        <translation>有哪些问题（都不选 = 合理）</translation>
    </message>
    <message>
        <source>The doctor&apos;s answer: {words}</source>
        <translation>医师答复：{words}</translation>
    </message>
</context>
</TS>
