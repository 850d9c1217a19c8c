<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>DayLines</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{n} need you</source>
        <translation>{n} 项需要您处理</translation>
    </message>
    <message>
        <source>All in order</source>
        <translation>都正常</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>去处理</translation>
    </message>
    <message>
        <source>Before opening</source>
        <translation>开诊前</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再查一遍</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>写下日结</translation>
    </message>
    <message>
        <source>Closed at {time} by {name}. You may switch off.</source>
        <translation>{name} 已于 {time} 日结，可以关机。</translation>
    </message>
    <message>
        <source>Why it is left: {line}</source>
        <translation>留到明天的原因：{line}</translation>
    </message>
    <message>
        <source>Left until tomorrow because…</source>
        <translation>留到明天，因为…</translation>
    </message>
    <message>
        <source>Close of the day</source>
        <translation>日结</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>{n} visits</source>
        <translation>{n} 人次</translation>
    </message>
    <message>
        <source>No visits in these days</source>
        <translation>这些日子没有就诊</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>存为 Excel</translation>
    </message>
    <message>
        <source>Log of visits</source>
        <translation>门诊日志</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7天</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>上月</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>From day</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>存为 Excel</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Occupation</source>
        <translation>职业</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>First or repeat</source>
        <translation>初/复诊</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>处理</translation>
    </message>
    <message>
        <source>medicine fetched</source>
        <translation>代取药</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>就诊</translation>
    </message>
    <message>
        <source>repeat</source>
        <translation>复诊</translation>
    </message>
    <message>
        <source>first</source>
        <translation>初诊</translation>
    </message>
    <message>
        <source>entered from paper</source>
        <translation>补录</translation>
    </message>
    <message>
        <source>none</source>
        <translation>没写</translation>
    </message>
    <message>
        <source>{n} without a diagnosis</source>
        <translation>{n} 人次没写诊断</translation>
    </message>
    <message>
        <source>{n} not yet reported</source>
        <translation>{n}例传染病没报</translation>
    </message>
    <message>
        <source>ill since {day}</source>
        <translation>发病 {day}</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>疫情已报</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>疫情未报</translation>
    </message>
</context>
<context>
    <name>PaperPage</name>
    <message>
        <source>{n} waiting</source>
        <translation>{n} 份待录</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>No number is reserved</source>
        <translation>没有预留的编号</translation>
    </message>
    <message>
        <source>Print numbered sheets now, before the power is cut.</source>
        <translation>请现在就打印好有编号的记录单，停电时用。</translation>
    </message>
    <message>
        <source>Numbered sheets</source>
        <translation>停电记录单</translation>
    </message>
    <message>
        <source>How many sheets</source>
        <translation>张数</translation>
    </message>
    <message>
        <source>{most} at most</source>
        <translation>最多 {most} 张</translation>
    </message>
    <message>
        <source>Reserve numbers and print</source>
        <translation>预留编号并打印</translation>
    </message>
    <message>
        <source>Entered from paper</source>
        <translation>补录</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>张数</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>情况</translation>
    </message>
    <message>
        <source>To be entered</source>
        <translation>待录</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Such as: torn, not needed</source>
        <translation>例如：撕坏了、没用上</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>Emergency {time}</source>
        <translation>急救 {time}</translation>
    </message>
    <message>
        <source>reserved {time}</source>
        <translation>{time} 预留</translation>
    </message>
</context>
<context>
    <name>SheetForm</name>
    <message>
        <source>Number of the sheet</source>
        <translation>单号</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Nobody is called “{words}”.</source>
        <translation>没有叫“{words}”的人。</translation>
    </message>
    <message>
        <source>Several look alike: choose with the arrow keys.</source>
        <translation>有几位相似：请用方向键选。</translation>
    </message>
    <message>
        <source>fasting</source>
        <translation>空腹</translation>
    </message>
    <message>
        <source>2 h after a meal</source>
        <translation>餐后2小时</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>When the glucose was taken</source>
        <translation>血糖什么时候测的</translation>
    </message>
    <message>
        <source>Add a diagnosis</source>
        <translation>加诊断</translation>
    </message>
    <message>
        <source>Nothing found for “{words}”.</source>
        <translation>没有找到“{words}”。</translation>
    </message>
    <message>
        <source>What happened and what was done</source>
        <translation>主诉、经过和处理</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>存入</translation>
    </message>
    <message>
        <source>Emergency {time}: {acts}</source>
        <translation>急救 {time}：{acts}</translation>
    </message>
    <message>
        <source>{name}; press to choose another</source>
        <translation>{name}；按一下换人</translation>
    </message>
    <message>
        <source>Take {name} off</source>
        <translation>去掉 {name}</translation>
    </message>
    <message>
        <source>Resident: name, initials, phone</source>
        <translation>居民：姓名、首字母、电话</translation>
    </message>
    <message>
        <source>Diagnosis: initials, name or ICD-10 code</source>
        <translation>诊断：首字母、名称或 ICD-10 编码</translation>
    </message>
</context>
</TS>
