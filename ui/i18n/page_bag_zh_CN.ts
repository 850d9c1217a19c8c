<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BagForm</name>
    <message>
        <source>Name</source>
        <translation>药名</translation>
    </message>
    <message>
        <source>as said, or as on the box</source>
        <translation>照说的写，或照盒子上的写</translation>
    </message>
    <message>
        <source>Where from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Which place</source>
        <translation>哪里</translation>
    </message>
    <message>
        <source>which place, if known</source>
        <translation>哪家（可不填）</translation>
    </message>
    <message>
        <source>Each time</source>
        <translation>每次</translation>
    </message>
    <message>
        <source>1 tablet, 5mg …</source>
        <translation>1片、5mg…</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>每日几次</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>何时起</translation>
    </message>
    <message>
        <source>2024 or 2024-05</source>
        <translation>2024或2024-05</translation>
    </message>
    <message>
        <source>Still taken</source>
        <translation>还在吃</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>In plain words; no rule can look at it unless the name is known</source>
        <translation>照写的药名：认不出来的无法自动比对</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>BagLine</name>
    <message>
        <source>not sure whether still taken</source>
        <translation>是否还在吃不清楚</translation>
    </message>
    <message>
        <source>cannot be compared</source>
        <translation>无法自动比对</translation>
    </message>
    <message>
        <source>Still taken</source>
        <translation>还在吃</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>改</translation>
    </message>
    <message>
        <source>Recorded by mistake</source>
        <translation>记错了</translation>
    </message>
</context>
<context>
    <name>BagView</name>
    <message>
        <source>Add a medicine</source>
        <translation>加一种药</translation>
    </message>
    <message>
        <source>Scan the box, or type initials, name or former name</source>
        <translation>扫药盒69条码，或输首字母、药名、曾用名</translation>
    </message>
    <message>
        <source>Similar names: choose with ↑ ↓ or the mouse, then Enter.</source>
        <translation>名字相近：请用↑↓或鼠标选定，再按回车。</translation>
    </message>
    <message>
        <source>Nothing else (asked today)</source>
        <translation>没有其他药（今日询问）</translation>
    </message>
    <message>
        <source>All still taken</source>
        <translation>都还在吃</translation>
    </message>
    <message>
        <source>Table of everything</source>
        <translation>打印用药总表</translation>
    </message>
    <message>
        <source>Back to the sheet</source>
        <translation>返回处方</translation>
    </message>
    <message>
        <source>Nobody here knows the code {code} yet. Search the medicine once: the next scan will find it.</source>
        <translation>条码{code}本机还不认识。请查找一次这是什么药，下次再扫就认识了。</translation>
    </message>
    <message>
        <source>All {n} still taken</source>
        <translation>{n}种都还在吃</translation>
    </message>
    <message>
        <source>{n} kinds</source>
        <translation>{n}种</translation>
    </message>
    <message>
        <source>May be stopped or merged (advice only)</source>
        <translation>可停 / 可合并（仅供参考）</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Taken again</source>
        <translation>又在吃</translation>
    </message>
    <message>
        <source>Bar code {code}: look it up</source>
        <translation>条码{code}：查是什么药</translation>
    </message>
    <message>
        <source>Write “{words}” as said</source>
        <translation>照写“{words}”</translation>
    </message>
    <message>
        <source>no rule can look at it</source>
        <translation>认不出来的无法自动比对</translation>
    </message>
    <message>
        <source>found as {name}</source>
        <translation>又名{name}</translation>
    </message>
    <message>
        <source>Medicine bag (from elsewhere)</source>
        <translation>药袋（院外用药）</translation>
    </message>
</context>
<context>
    <name>BagWords</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>{n} to be confirmed</source>
        <translation>{n}种待确认（还在吃吗？）</translation>
    </message>
    <message>
        <source>{n} kinds, asked today</source>
        <translation>{n}种，今日已问</translation>
    </message>
    <message>
        <source>none (asked today)</source>
        <translation>没有（今日询问）</translation>
    </message>
    <message>
        <source>none (asked {day})</source>
        <translation>没有（{day}询问）</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未询问</translation>
    </message>
    <message>
        <source>Medicine bag</source>
        <translation>药袋</translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation>{name}：{state}</translation>
    </message>
    <message>
        <source>From elsewhere: {n} kinds, by what was asked on {day}.</source>
        <translation>院外用药{n}种，数据截至{day}（询问日）。</translation>
    </message>
    <message>
        <source>By the records up to {day}: {ours} of our sheets, {n} from elsewhere.</source>
        <translation>数据截至{day}：本院处方在用{ours}种，院外{n}种。</translation>
    </message>
    <message>
        <source>{name} (compared as {product})</source>
        <translation>{name}（按“{product}”比对）</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>{day}起</translation>
    </message>
    <message>
        <source>use not known</source>
        <translation>用法不清楚</translation>
    </message>
    <message>
        <source>asked {day} {name}</source>
        <translation>{day} {name} 询问</translation>
    </message>
    <message>
        <source>stopped {day}</source>
        <translation>{day}停用</translation>
    </message>
    <message>
        <source>{drug}: from two places, one may be left out</source>
        <translation>{drug}：两处都有，可合并成一份</translation>
    </message>
    <message>
        <source>{one} and {other}: the same ingredient or effect, one may be left out</source>
        <translation>{one} 与 {other}：成分或作用重复，可停一种</translation>
    </message>
</context>
<context>
    <name>_Why</name>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>why: used up, stopped by a doctor, dizzy …</source>
        <translation>原因：吃完了、医生让停、头晕…</translation>
    </message>
    <message>
        <source>Since when</source>
        <translation>何时停</translation>
    </message>
    <message>
        <source>since when (empty = today)</source>
        <translation>何时停（空着=今天）</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记下</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
</TS>
