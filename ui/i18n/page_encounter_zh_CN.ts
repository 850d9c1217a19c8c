<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AllergyForm</name>
    <message>
        <source>mild</source>
        <translation>轻</translation>
    </message>
    <message>
        <source>moderate</source>
        <translation>中</translation>
    </message>
    <message>
        <source>severe</source>
        <translation>重</translation>
    </message>
    <message>
        <source>Substance</source>
        <translation>药物或物质</translation>
    </message>
    <message>
        <source>Medicine, food … as told</source>
        <translation>药名、食物…按病人说的写</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>反应</translation>
    </message>
    <message>
        <source>Rash, shock, diarrhoea …</source>
        <translation>皮疹、休克、腹泻…</translation>
    </message>
    <message>
        <source>How bad</source>
        <translation>程度</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>CallCard</name>
    <message>
        <source>What was said</source>
        <translation>通话记录</translation>
    </message>
    <message>
        <source>What was said (optional)</source>
        <translation>说了什么（可不填）</translation>
    </message>
    <message>
        <source>taken back {time}</source>
        <translation>{time} 撤回</translation>
    </message>
    <message>
        <source>no phone number known</source>
        <translation>没有电话，请托村里人转告</translation>
    </message>
    <message>
        <source>an ECG</source>
        <translation>一份心电图</translation>
    </message>
    <message>
        <source>Taken back: {what} · {reason}</source>
        <translation>已撤回：{what} · 原因：{reason}</translation>
    </message>
    <message>
        <source>{n} copies printed</source>
        <translation>已打印 {n} 张</translation>
    </message>
    <message>
        <source>not printed</source>
        <translation>没有打印</translation>
    </message>
    <message>
        <source>Prescription {number} · {papers}</source>
        <translation>处方 {number} · {papers}</translation>
    </message>
    <message>
        <source>Tried: {lines}</source>
        <translation>打过：{lines}</translation>
    </message>
    <message>
        <source>known since {time}</source>
        <translation>{time} 得知</translation>
    </message>
    <message>
        <source>{sheet} · by {name}</source>
        <translation>{sheet} · {name}开具</translation>
    </message>
</context>
<context>
    <name>CallsView</name>
    <message>
        <source>Calls to make</source>
        <translation>需要打电话</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>After a prescription was signed a value was taken back, or something became known. Call, then say what came of it.</source>
        <translation>签名以后，有的测量值撤回了，有的是新知道的情况。请打电话，再点结果。</translation>
    </message>
</context>
<context>
    <name>CorrectionStrip</name>
    <message>
        <source>{n} more about other residents</source>
        <translation>另有 {n} 条是别的居民的</translation>
    </message>
    <message>
        <source>I have read it</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>DiagnosisPanel</name>
    <message>
        <source>Diagnoses</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Add a diagnosis</source>
        <translation>添加诊断</translation>
    </message>
    <message>
        <source>Initials, name or ICD-10 code</source>
        <translation>拼音首字母、名称或 ICD-10 编码</translation>
    </message>
    <message>
        <source>Nothing found for “{words}”.</source>
        <translation>没有找到“{words}”。</translation>
    </message>
    <message>
        <source>{n} active</source>
        <translation>{n} 个</translation>
    </message>
    <message>
        <source>No diagnosis yet.</source>
        <translation>还没有诊断。</translation>
    </message>
    <message>
        <source>{name} marked as over</source>
        <translation>已标为“已好转”：{name}</translation>
    </message>
    <message>
        <source>Ill since</source>
        <translation>发病日期</translation>
    </message>
    <message>
        <source>Ill since: 3 days ago</source>
        <translation>发病：如3天前</translation>
    </message>
    <message>
        <source>Goes with the next diagnosis, into the log of visits: today, 3 days ago, 3-2, 2026-3-2</source>
        <translation>随下一个诊断写入，也进门诊日志。可写：今天、3天前、3-2、2026-3-2</translation>
    </message>
    <message>
        <source>Initials or code</source>
        <translation>拼音或编码</translation>
    </message>
</context>
<context>
    <name>EcgPanel</name>
    <message>
        <source>Last ECG</source>
        <translation>最近一次心电</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>None yet. F8 records one.</source>
        <translation>还没有心电图，按 F8 记录。</translation>
    </message>
    <message>
        <source>{n}/min</source>
        <translation>{n} 次/分</translation>
    </message>
    <message>
        <source>rate not measured</source>
        <translation>心率未测出</translation>
    </message>
    <message>
        <source>{day} · {seconds} s · {rate}</source>
        <translation>{day} · {seconds} 秒 · {rate}</translation>
    </message>
    <message>
        <source>record again</source>
        <translation>需要重录</translation>
    </message>
</context>
<context>
    <name>EncounterPage</name>
    <message>
        <source>Take over</source>
        <translation>接过来</translation>
    </message>
    <message>
        <source>{name}, on hold</source>
        <translation>{name}（挂起）</translation>
    </message>
    <message>
        <source>Nobody is in the consulting room</source>
        <translation>诊室里还没有病人</translation>
    </message>
    <message>
        <source>Choose somebody on the left and press Enter to call them in.</source>
        <translation>在左边选一位，按回车叫进来。</translation>
    </message>
    <message>
        <source>Prescribe</source>
        <translation>处方</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>心电</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>挂起</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>结束就诊</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>Called, not there</source>
        <translation>叫号未到</translation>
    </message>
</context>
<context>
    <name>EncounterWords</name>
    <message>
        <source>Blood pressure</source>
        <translation>血压</translation>
    </message>
    <message>
        <source>Blood pressure, single reading</source>
        <translation>血压（单次）</translation>
    </message>
    <message>
        <source>Glucose</source>
        <translation>血糖</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>体温</translation>
    </message>
    <message>
        <source>Oxygen saturation</source>
        <translation>血氧</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>体重</translation>
    </message>
    <message>
        <source>Waist</source>
        <translation>腰围</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>身高</translation>
    </message>
    <message>
        <source>Kidneys (eGFR)</source>
        <translation>肾功能 eGFR</translation>
    </message>
    <message>
        <source>/min</source>
        <translation>次/分</translation>
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
        <source>high</source>
        <translation>高</translation>
    </message>
    <message>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未询问</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>1 reading, second one to come</source>
        <translation>只测了1次，待测第2次</translation>
    </message>
    <message>
        <source>from {n} readings</source>
        <translation>{n} 次测量</translation>
    </message>
    <message>
        <source>no earlier value</source>
        <translation>以前没有测过</translation>
    </message>
    <message>
        <source>last {value} · {day}</source>
        <translation>上次 {value} · {day}</translation>
    </message>
    <message>
        <source>{source}, {day}</source>
        <translation>{source} {day}</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>心电图</translation>
    </message>
    <message>
        <source>{what} is not {name}'s</source>
        <translation>{what} 不是{name}的</translation>
    </message>
    <message>
        <source>{what} of {name} was wrongly measured</source>
        <translation>{name}的{what} 测错了</translation>
    </message>
    <message>
        <source>{what} of {name} was taken back · reason: {reason}</source>
        <translation>{name}的{what} 已撤回 · 原因：{reason}</translation>
    </message>
    <message>
        <source>of another person</source>
        <translation>是别人的</translation>
    </message>
    <message>
        <source>wrongly measured</source>
        <translation>测错了</translation>
    </message>
    <message>
        <source>{time} correction by {who}: {said}</source>
        <translation>{time} {who}更正：{said}</translation>
    </message>
    <message>
        <source>{time} correction: {said}</source>
        <translation>{time} 更正：{said}</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>化验</translation>
    </message>
</context>
<context>
    <name>FactsPanel</name>
    <message>
        <source>Allergies and questions</source>
        <translation>过敏与询问</translation>
    </message>
    <message>
        <source>None (asked today)</source>
        <translation>无（今日询问）</translation>
    </message>
    <message>
        <source>Add an allergy</source>
        <translation>添加过敏</translation>
    </message>
    <message>
        <source>Who tells it</source>
        <translation>谁说的</translation>
    </message>
    <message>
        <source>Pregnant</source>
        <translation>妊娠</translation>
    </message>
    <message>
        <source>Breast-feeding</source>
        <translation>哺乳</translation>
    </message>
    <message>
        <source>{n} known</source>
        <translation>{n} 种过敏</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未询问</translation>
    </message>
    <message>
        <source>asked today</source>
        <translation>今日询问</translation>
    </message>
    <message>
        <source>asked {day}</source>
        <translation>{day} 询问</translation>
    </message>
    <message>
        <source>yes, substance not recorded</source>
        <translation>有，未记录是什么</translation>
    </message>
    <message>
        <source>none ({asked}, {source})</source>
        <translation>无（{asked}，{source}）</translation>
    </message>
    <message>
        <source>the person</source>
        <translation>本人</translation>
    </message>
    <message>
        <source>family</source>
        <translation>家属</translation>
    </message>
    <message>
        <source>papers</source>
        <translation>病历</translation>
    </message>
    <message>
        <source>Told by</source>
        <translation>告知人</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>过敏</translation>
    </message>
</context>
<context>
    <name>LaboratoryPanel</name>
    <message>
        <source>Laboratory</source>
        <translation>化验</translation>
    </message>
    <message>
        <source>{n} specimens of this visit</source>
        <translation>本次 {n} 份</translation>
    </message>
    <message>
        <source>none of this visit</source>
        <translation>本次没有</translation>
    </message>
    <message>
        <source>arrived {time}, the analyser's clock is not to be trusted</source>
        <translation>{time} 收到，仪器时间不可信</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>以前</translation>
    </message>
    <message>
        <source>specimen {code}</source>
        <translation>标本 {code}</translation>
    </message>
    <message>
        <source>{n} more within their range or not judged</source>
        <translation>其余 {n} 项在参考范围内或仪器未判断</translation>
    </message>
    <message>
        <source>Only what is out of range</source>
        <translation>只看不正常的</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>全部 {n} 项</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>危急</translation>
    </message>
    <message>
        <source>above range</source>
        <translation>偏高</translation>
    </message>
    <message>
        <source>below range</source>
        <translation>偏低</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>range {range}</source>
        <translation>参考 {range}</translation>
    </message>
    <message>
        <source>last {value} · {day}</source>
        <translation>上次 {value} · {day}</translation>
    </message>
</context>
<context>
    <name>MedicinesPanel</name>
    <message>
        <source>Current medicines</source>
        <translation>正在服用</translation>
    </message>
    <message>
        <source>{n} kinds</source>
        <translation>{n} 种</translation>
    </message>
    <message>
        <source>No prescription of ours is running.</source>
        <translation>没有正在用的处方药。</translation>
    </message>
    <message>
        <source>used up</source>
        <translation>已用完</translation>
    </message>
    <message>
        <source>{n} days left</source>
        <translation>还剩 {n} 天</translation>
    </message>
    <message>
        <source>Medicine bag</source>
        <translation>药袋</translation>
    </message>
    <message>
        <source>from elsewhere: {n} to be confirmed</source>
        <translation>院外用药：{n}种待确认</translation>
    </message>
    <message>
        <source>from elsewhere: asked today</source>
        <translation>院外用药：今日已问</translation>
    </message>
    <message>
        <source>nothing from elsewhere (asked {day})</source>
        <translation>没有院外用药（{day}询问）</translation>
    </message>
    <message>
        <source>from elsewhere: not asked</source>
        <translation>院外用药：未询问</translation>
    </message>
</context>
<context>
    <name>NotePanel</name>
    <message>
        <source>Note</source>
        <translation>病历记录</translation>
    </message>
    <message>
        <source>Complaint, history, findings, plan</source>
        <translation>主诉、现病史、查体、处理</translation>
    </message>
    <message>
        <source>Your unfinished note of {time} is back.</source>
        <translation>{time} 没写完的记录已找回。</translation>
    </message>
    <message>
        <source>kept {time}</source>
        <translation>{time} 已自动保存</translation>
    </message>
    <message>
        <source>kept as you type</source>
        <translation>边写边自动保存</translation>
    </message>
    <message>
        <source>{gap}{heading}: </source>
        <translation>{gap}{heading}: </translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>主诉</translation>
    </message>
    <message>
        <source>History</source>
        <translation>现病史</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>查体</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>处理</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Waiting</source>
        <translation>候诊</translation>
    </message>
    <message>
        <source>Nobody is waiting</source>
        <translation>没有人候诊</translation>
    </message>
    <message>
        <source>The nurse's desk sends people here after measuring.</source>
        <translation>护士测量保存后，病人会出现在这里。</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} 人</translation>
    </message>
    <message>
        <source>Calls to make: {n}</source>
        <translation>需要打电话 {n}</translation>
    </message>
</context>
<context>
    <name>QueueWords</name>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>with {doctor}</source>
        <translation>{doctor} 正在接诊</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>优先</translation>
    </message>
</context>
<context>
    <name>ResidentBanner</name>
    <message>
        <source>pregnant</source>
        <translation>妊娠</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>体重</translation>
    </message>
    <message>
        <source>Kidneys</source>
        <translation>肾功能</translation>
    </message>
</context>
<context>
    <name>TrendsPanel</name>
    <message>
        <source>Trend</source>
        <translation>趋势</translation>
    </message>
    <message>
        <source>green: target</source>
        <translation>绿色：目标范围</translation>
    </message>
    <message>
        <source>Risk and plan</source>
        <translation>风险与方案</translation>
    </message>
    <message>
        <source>not fasting, or meter not in order</source>
        <translation>非空腹，或试纸过期、质控不合格</translation>
    </message>
</context>
<context>
    <name>ValuesPanel</name>
    <message>
        <source>This visit</source>
        <translation>本次测量</translation>
    </message>
    <message>
        <source>Earlier: {values}</source>
        <translation>以前测的：{values}</translation>
    </message>
    <message>
        <source>measured {time}</source>
        <translation>{time} 测</translation>
    </message>
    <message>
        <source>nothing measured yet</source>
        <translation>还没有测量</translation>
    </message>
    <message>
        <source>{kind} {value} ({day})</source>
        <translation>{kind} {value} ({day})</translation>
    </message>
    <message>
        <source>pulse {value} {word}</source>
        <translation>脉搏 {value} {word}</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>手工</translation>
    </message>
</context>
<context>
    <name>VisitView</name>
    <message>
        <source>identity not verified</source>
        <translation>身份未核验</translation>
    </message>
    <message>
        <source>somebody else is here for the person</source>
        <translation>代配药（患者未到）</translation>
    </message>
    <message>
        <source>{n} new entries</source>
        <translation>有 {n} 条新资料</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>critical laboratory value</source>
        <translation>化验危急值</translation>
    </message>
    <message>
        <source>internet care, not here in person</source>
        <translation>互联网复诊，患者不在现场</translation>
    </message>
</context>
<context>
    <name>_AllergyLine</name>
    <message>
        <source>reaction not asked</source>
        <translation>反应未询问</translation>
    </message>
    <message>
        <source>{substance}: {reaction}</source>
        <translation>{substance}: {reaction}</translation>
    </message>
    <message>
        <source>{substance} was recorded in error</source>
        <translation>{substance} 记错了</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Why is it wrong?</source>
        <translation>哪里记错了？</translation>
    </message>
    <message>
        <source>Mark as error</source>
        <translation>标为记错</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>不改</translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>{name} is over</source>
        <translation>{name} 已好转</translation>
    </message>
</context>
</TS>
