<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>DraftCard</name>
    <message>
        <source>A new trip</source>
        <translation>新的下乡安排</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>座席</translation>
    </message>
    <message>
        <source>such as A1 A2</source>
        <translation>如 A1 A2</translation>
    </message>
    <message>
        <source>Free slips</source>
        <translation>空白号条</translation>
    </message>
    <message>
        <source>Plan it</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不要了</translation>
    </message>
    <message>
        <source>{n} people of the list of today</source>
        <translation>今日待办里的 {n} 人</translation>
    </message>
</context>
<context>
    <name>TripPage</name>
    <message>
        <source>{n} trips</source>
        <translation>{n} 次</translation>
    </message>
    <message>
        <source>{n} people, {free} free slips · seats {seats}</source>
        <translation>{n} 人，空白号条 {free} 张 · 座席 {seats}</translation>
    </message>
    <message>
        <source>without a slip {n}</source>
        <translation>名单外 {n}</translation>
    </message>
    <message>
        <source>All reckoned up: the van may leave</source>
        <translation>全部核对清楚，可以收车</translation>
    </message>
    <message>
        <source>{n} slips without an outcome</source>
        <translation>{n} 张号条没有结果</translation>
    </message>
    <message>
        <source>{n} readings belong to nobody</source>
        <translation>{n} 条待认领数据</translation>
    </message>
    <message>
        <source>to be measured again: {names}</source>
        <translation>离开未复测：{names}</translation>
    </message>
    <message>
        <source>critical and not told: {names}</source>
        <translation>危急值未告知：{names}</translation>
    </message>
    <message>
        <source>Before leaving the village: {rest}</source>
        <translation>离村前还要办：{rest}</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人数</translation>
    </message>
    <message>
        <source>No trip is planned</source>
        <translation>还没有下乡安排</translation>
    </message>
    <message>
        <source>Choose a village in the list of today, then plan the trip.</source>
        <translation>请在“今日待办”里选村，再点“安排下乡”。</translation>
    </message>
    <message>
        <source>Trips</source>
        <translation>下乡</translation>
    </message>
    <message>
        <source>Why with old data</source>
        <translation>为什么带着过期数据出发</translation>
    </message>
    <message>
        <source>Why you leave with data that is too old</source>
        <translation>数据过期，仍要出发的原因</translation>
    </message>
    <message>
        <source>Print the roster</source>
        <translation>打印名册</translation>
    </message>
    <message>
        <source>Roster of the trip</source>
        <translation>下乡名册</translation>
    </message>
    <message>
        <source>Print the slips</source>
        <translation>打印号条</translation>
    </message>
    <message>
        <source>Slips</source>
        <translation>号条</translation>
    </message>
    <message>
        <source>Print the reckoning</source>
        <translation>打印核对单</translation>
    </message>
    <message>
        <source>Reckoning on return</source>
        <translation>收车核对</translation>
    </message>
    <message>
        <source>Before leaving</source>
        <translation>出发前检查</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>On return</source>
        <translation>收车核对</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Absent or left</source>
        <translation>未到或离开</translation>
    </message>
    <message>
        <source>Note, if there is more to say</source>
        <translation>说明（可不填）</translation>
    </message>
    <message>
        <source>Noted for this computer: {n} readings belong to nobody</source>
        <translation>已记下本机核对：待认领数据 {n} 条</translation>
    </message>
    <message>
        <source>{told}. Nothing heard of seat {seats} yet</source>
        <translation>{told}。座席 {seats} 还没有核对</translation>
    </message>
    <message>
        <source>seat {seat}: {n} readings belong to nobody</source>
        <translation>座席 {seat} 待认领数据 {n} 条</translation>
    </message>
    <message>
        <source>This computer is reckoned up</source>
        <translation>本机核对完</translation>
    </message>
</context>
</TS>
