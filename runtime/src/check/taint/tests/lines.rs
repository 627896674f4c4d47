//! Lines of `extensions.conf`.

use super::findings;

/// A whole file.
fn file(text: &str, expected: &str) {
    assert_eq!(findings("extensions.conf", text), expected, "{text}");
}

/// Lines behind `exten => _X.,1,NoOp()`, which is line 2. Those with a bracket or `exten` stand as they are.
fn check(lines: &[&str], expected: &str) {
    let mut text = String::from("[in]\nexten => _X.,1,NoOp()\n");
    for line in lines {
        let whole =
            line.starts_with('[') || line.starts_with("exten") || line.starts_with("include");
        text.push_str(if whole { "" } else { "same => n" });
        text.push_str(line);
        text.push('\n');
    }
    file(&text, expected);
}

fn clean(lines: &[&str]) {
    check(lines, "");
}

/// An extension of that name that dials what `dialled` says.
fn pattern(name: &str, dialled: &str, expected: &str) {
    let text = format!("[in]\nexten => {name},1,Dial(SIP/{dialled}@trunk)\n");
    let code = if expected.is_empty() { "" } else { "W0801" };
    let found = findings("extensions.conf", &text);
    assert_eq!(
        found.split(' ').next().unwrap_or(""),
        code,
        "{name} {dialled}"
    );
}

#[test]
fn what_a_pattern_admits_decides() {
    for (name, dialled) in [
        ("_X.", "${EXTEN}"),
        ("_.", "${EXTEN}"),
        ("_!", "${EXTEN}"),
        ("_X!", "${EXTEN}"),
        ("_0.", "${EXTEN:1}"),
        ("_9XXX.", "${EXTEN:4}"),
        ("_9XXX.", "${EXTEN:1:4}"),
        ("_9XXX.", "${EXTEN:-3}"),
        ("_NXX!", "${EXTEN}"),
        ("_+X.", "+${EXTEN:1}"),
        ("_[a-z&]X", "${EXTEN}"),
        ("_X.", "00${EXTEN:2}"),
        ("_[0-9].", "${EXTEN:0:-1}"),
        ("_1X./100", "${EXTEN}"),
        ("i", "${INVALID_EXTEN}"),
    ] {
        pattern(name, dialled, "W0801");
    }
    for (name, dialled) in [
        ("100", "${EXTEN}"),
        ("s", "${EXTEN}"),
        ("i", "${EXTEN}"),
        ("_1NXXNXXXXXX", "${EXTEN}"),
        ("_[a-z0-9][a-z0-9]", "${EXTEN}"),
        ("_9XXX.", "${EXTEN:1:3}"),
        ("_9XXX.", "${EXTEN:0:1}"),
        ("_9XXX.", "${EXTEN:0:4}"),
        ("_XXX", "${EXTEN:-2}"),
        ("_*98XXXX", "${EXTEN:3}"),
        ("_X.", "${UNIQUEID}"),
        ("_X.", "100"),
        ("_X.", "${EXTEN:0:1}"),
        ("_X.", "${LEN(${EXTEN})}"),
    ] {
        pattern(name, dialled, "");
    }
}

#[test]
fn a_finding_stands_where_the_text_is_read() {
    file(
        "[in]\nexten => _X.,1,Dial(SIP/${EXTEN}@trunk,20)\n",
        "W0801 2: ${EXTEN}",
    );
    file(
        "[in]\nexten => _X.,1,Dial(SIP/100&SIP/${EXTEN:1})\n",
        "W0801 2: ${EXTEN:1}",
    );
    file(
        "[in]\nexten => _X.,1,System(echo a\\; echo ${EXTEN})\n",
        "W0802 2: ${EXTEN}",
    );
}

#[test]
fn other_texts_of_strangers_count_as_well() {
    check(
        &[",Dial(SIP/${CALLERID(num)}@trunk)"],
        "W0801 3: ${CALLERID(num)}",
    );
    check(
        &[",Dial(SIP/${CALLERID(name)})"],
        "W0801 3: ${CALLERID(name)}",
    );
    check(
        &[",Dial(SIP/${CALLERID(all)})"],
        "W0801 3: ${CALLERID(all)}",
    );
    check(
        &[",Dial(SIP/${SIP_HEADER(X-To)})"],
        "W0801 3: ${SIP_HEADER(X-To)}",
    );
    check(
        &[",Dial(SIP/${PJSIP_HEADER(read,X-To)})"],
        "W0801 3: ${PJSIP_HEADER(read,X-To)}",
    );
    check(&[",Dial(${SIPURI})"], "W0801 3: ${SIPURI}");
    check(
        &[",Dial(Skype/${CHANNEL(skype_topic)})"],
        "W0801 3: ${CHANNEL(skype_topic)}",
    );
    check(
        &[",Dial(SIP/${MESSAGE(body)})"],
        "W0801 3: ${MESSAGE(body)}",
    );
    check(
        &[",Dial(SIP/${REDIRECTING(from-num)})"],
        "W0801 3: ${REDIRECTING(from-num)}",
    );
    clean(&[",Dial(SIP/${CALLERID(pres)})"]);
    clean(&[",Dial(SIP/${CHANNEL(language)})"]);
    clean(&[",Dial(SIP/${DB(phones/${EXTEN})})"]);
    clean(&[",Read(to,prompt,4)", ",Dial(SIP/${to})"]);
    clean(&[",Set(CALLERID(num)=5551234)", ",Dial(SIP/${CALLERID(num)})"]);
    clean(&[
        ",Set(CALLERID(all)=Desk <100>)",
        ",Dial(SIP/${CALLERID(number)})",
    ]);
}

#[test]
fn each_use_has_its_own_dangers() {
    check(&[",System(/usr/bin/notify ${EXTEN})"], "W0802 3: ${EXTEN}");
    check(
        &[",TrySystem(notify \"${CALLERID(name)}\")"],
        "W0802 3: ${CALLERID(name)}",
    );
    check(
        &[",Set(x=${SHELL(lookup ${CALLERID(num)})})"],
        "W0802 3: ${CALLERID(num)}",
    );
    check(&[",Exec(${EXTEN}(x))"], "W0802 3: ${EXTEN}");
    check(
        &[",ExecIf(1?${CALLERID(name)}(x))"],
        "W0802 3: ${CALLERID(name)}",
    );
    check(
        &[",Set(x=${EVAL(${CALLERID(name)})})"],
        "W0802 3: ${CALLERID(name)}",
    );
    check(&[",Goto(other,${EXTEN},1)"], "W0803 3: ${EXTEN}");
    check(
        &[",Goto(${CALLERID(num)},s,1)"],
        "W0803 3: ${CALLERID(num)}",
    );
    check(&[",Gosub(sub-${EXTEN},s,1)"], "W0803 3: ${EXTEN}");
    check(&[",Macro(${EXTEN},1)"], "W0803 3: ${EXTEN}");
    check(&[",GotoIf($[1]?${EXTEN},1)"], "W0803 3: ${EXTEN}");
    check(&[",Playback(names/${EXTEN})"], "W0804 3: ${EXTEN}");
    check(
        &[",MixMonitor(${UNIQUEID}-${CALLERID(num)}.wav)"],
        "W0804 3: ${CALLERID(num)}",
    );
    check(&[",Record(/tmp/${EXTEN}.wav)"], "W0804 3: ${EXTEN}");
    check(&[",VoiceMail(${EXTEN}@default,u)"], "W0804 3: ${EXTEN}");
    check(&[",AGI(${EXTEN}.agi)"], "W0804 3: ${EXTEN}");
    check(
        &[",Set(x=${CURL(http://host/?n=${CALLERID(num)})})"],
        "W0805 3: ${CALLERID(num)}",
    );
    check(&[",Dial(SIP/a,20,U(sub^${EXTEN}))"], "W0801 3: ${EXTEN}");
    clean(&[
        ",NoOp(${EXTEN})",
        ",Verbose(1,${CALLERID(all)})",
        ",SayDigits(${EXTEN})",
    ]);
    clean(&[
        ",Set(CDR(userfield)=${EXTEN})",
        ",Set(DB(last/caller)=${CALLERID(num)})",
    ]);
    clean(&[
        ",AGI(lookup.agi,${EXTEN})",
        ",Queue(support,t,,,30)",
        ",UserEvent(Call,who: ${CALLERID(name)})",
    ]);
    clean(&[
        ",System(date)",
        ",Dial(SIP/a,20,tT)",
        ",SkypeChatSend(a,b,${EXTEN})",
    ]);
}

#[test]
fn filters_and_encodings_make_safe() {
    clean(&[",Dial(SIP/${FILTER(0-9,${EXTEN})}@trunk)"]);
    clean(&[
        ",Set(n=${FILTER(0-9+*#,${EXTEN})})",
        ",Dial(SIP/${n}@trunk)",
    ]);
    clean(&[
        ",Set(n=${FILTER(A-Za-z0-9._-,${CALLERID(name)})})",
        ",Dial(SIP/${n})",
    ]);
    clean(&[",Dial(SIP/${FILTER(0-9,${EXTEN:1}):0:5})"]);
    clean(&[
        ",Dial(SIP/${MD5(${EXTEN})})",
        ",Dial(SIP/${KEYPADHASH(${CALLERID(name)})})",
    ]);
    clean(&[
        ",Dial(SIP/${URIENCODE(${EXTEN})})",
        ",Set(x=${CURL(http://h/?n=${URIENCODE(${CALLERID(num)})})})",
    ]);
    clean(&[
        ",System(log ${SHA1(${CALLERID(name)})})",
        ",System(log ${BASE64_ENCODE(${EXTEN})})",
    ]);
    clean(&[
        ",Dial(SIP/${LEN(${EXTEN})})",
        ",Dial(SIP/$[\"${EXTEN}\" > 100])",
        ",Dial(SIP/$[${LEN(${EXTEN})} + 0])",
    ]);
    // Without quotes, `0|"&SIP/trunk/0900"` is more than a number.
    check(&[",Dial(SIP/$[${EXTEN} + 0])"], "W0801 3: ${EXTEN}");
    check(
        &[",Set(n=$[${EXTEN} + 1])", ",Dial(SIP/${n})"],
        "W0801 4: ${n}",
    );
    clean(&[
        ",Set(n=$[\"${EXTEN}\" : \"^[0-9]*([0-9]{4})$\"])",
        ",Dial(SIP/${n})",
    ]);
    check(
        &[",Dial(SIP/${FILTER(0-9&,${EXTEN})})"],
        "W0801 3: ${EXTEN}",
    );
    check(&[",Dial(SIP/${FILTER( -~,${EXTEN})})"], "W0801 3: ${EXTEN}");
    check(
        &[",Dial(SIP/${TOUPPER(${EXTEN})})"],
        "W0801 3: ${TOUPPER(${EXTEN})}",
    );
    check(
        &[",Dial(SIP/${CUT(EXTEN,-,1)})"],
        "W0801 3: ${CUT(EXTEN,-,1)}",
    );
    check(
        &[
            ",Set(x=${URIDECODE(${URIENCODE(${EXTEN})})})",
            ",Dial(SIP/${x})",
        ],
        "W0801 4: ${x}",
    );
    check(
        &[",Set(x=${REPLACE(EXTEN,-,)})", ",Dial(SIP/${x})"],
        "W0801 4: ${x}",
    );
    check(
        &[",Dial(SIP/${IF($[1]?${EXTEN}:100)})"],
        "W0801 3: ${IF($[1]?${EXTEN}:100)}",
    );
    check(&[",Dial(SIP/$[1 ? ${EXTEN} :: 2])"], "W0801 3: ${EXTEN}");
    check(
        &[",System(x ${QUOTE(${CALLERID(name)})})"],
        "W0802 3: ${QUOTE(${CALLERID(name)})}",
    );
}

#[test]
fn texts_are_followed_through_variables() {
    check(
        &[
            ",Set(n=${EXTEN:1})",
            ",Set(m=00${n})",
            ",Dial(SIP/${m}@trunk)",
        ],
        "W0801 5: ${m}",
    );
    check(&[",Set(__n=${EXTEN})", ",Dial(SIP/${n})"], "W0801 4: ${n}");
    check(
        &[",MSet(a=1,n=${EXTEN})", ",Dial(SIP/${n})"],
        "W0801 4: ${n}",
    );
    check(
        &[",Set(ARRAY(a,b)=x,${EXTEN})", ",Dial(SIP/${b})"],
        "W0801 4: ${b}",
    );
    check(
        &[",Set(HASH(h,k)=${EXTEN})", ",Dial(SIP/${HASH(h,k)})"],
        "W0801 4: ${HASH(h,k)}",
    );
    check(
        &[",ExecIf($[1]?Set(n=${EXTEN}):Set(n=1))", ",Dial(SIP/${n})"],
        "W0801 4: ${n}",
    );
    check(
        &[",Set(GLOBAL(n)=${EXTEN})", "exten => 100,1,Dial(SIP/${n})"],
        "W0801 4: ${n}",
    );
    clean(&[",Set(n=${EXTEN})", ",Set(n=100)", ",Dial(SIP/${n})"]);
    clean(&[",Set(n=${EXTEN})", ",NoOp(${n})", ",Dial(SIP/${m})"]);
    clean(&[",Set(n=${EXTEN})", ",Hangup()", ",Dial(SIP/${n})"]);
}

#[test]
fn conditions_that_lead_away_make_safe() {
    let away = |condition: &str| {
        clean(&[
            &format!(",GotoIf({condition}?bad)"),
            ",Dial(SIP/${EXTEN})",
            "(bad),Hangup()",
        ]);
    };
    let stay = |condition: &str| {
        clean(&[
            &format!(",GotoIf({condition}?ok)"),
            ",Hangup()",
            "(ok),Dial(SIP/${EXTEN})",
        ]);
    };
    stay("$[\"${EXTEN}\" = \"100\"]");
    stay("$[${EXTEN} = 100]");
    stay("$[\"${EXTEN}\" = \"100\" | \"${EXTEN}\" = \"200\"]");
    stay("$[\"${EXTEN}\" = \"100\" & ${x} > 1]");
    stay("$[\"x${EXTEN}\" = \"x100\"]");
    stay("$[\"${EXTEN}\" : \"[0-9]+$\"]");
    stay("$[\"${EXTEN}\" =~ \"^[0-9]+$\"]");
    stay("${REGEX(\"^[0-9]+$\" ${EXTEN})}");
    stay("$[${REGEX(\"^[0-9]+$\" ${EXTEN})}]");
    stay("$[${REGEX(\"^[0-9]+$\" ${EXTEN})} = 1]");
    stay("$[!${REGEX(\"[^0-9]\" ${EXTEN})}]");
    stay("$[\"${EXTEN}\" = \"${FILTER(0-9,${EXTEN})}\"]");
    stay("$[${LEN(${EXTEN})} = ${LEN(${FILTER(0-9,${EXTEN})})}]");
    away("$[\"${EXTEN}\" != \"100\"]");
    away("$[${REGEX(\"^[0-9]+$\" ${EXTEN})} = 0]");
    away("$[!${REGEX(\"^[0-9]+$\" ${EXTEN})}]");
    away("${REGEX(\"[^0-9]\" ${EXTEN})}");
    away("${REGEX(\"[&@/,]|[^ -~]|[^0-9a-z]\" ${EXTEN})}");
    away("$[\"${EXTEN}\" != \"${FILTER(0-9,${EXTEN})}\"]");
    clean(&[",ExecIf($[\"${EXTEN}\" = \"100\"]?Dial(SIP/${EXTEN}))"]);
    clean(&[",ExecIf(${REGEX(\"^[0-9]+$\" ${EXTEN})}?Dial(SIP/${EXTEN}):Hangup())"]);
    clean(&[
        ",If($[\"${EXTEN}\" = \"100\"])",
        ",Dial(SIP/${EXTEN})",
        ",EndIf()",
    ]);
    clean(&[
        ",GotoIf(${REGEX(\"^9[0-9]+$\" ${EXTEN})}?:bad)",
        ",Dial(SIP/${EXTEN:1})",
        "(bad),Hangup()",
    ]);
    clean(&[
        ",GotoIf(${REGEX(\"^[0-9]+$\" ${EXTEN:1})}?:bad)",
        ",Dial(SIP/${EXTEN:1})",
        "(bad),Hangup()",
    ]);
    clean(&[
        ",GotoIf(${DIALPLAN_EXISTS(other,${EXTEN},1)}?:bad)",
        ",Goto(other,${EXTEN},1)",
        "(bad),Hangup()",
    ]);
    clean(&[",GotoIf(${VALID_EXTEN(other,${EXTEN},1)}?other,${EXTEN},1)"]);
}

#[test]
fn conditions_that_say_nothing_of_it_do_not() {
    let stay = |condition: &str| {
        check(
            &[
                &format!(",GotoIf({condition}?ok)"),
                ",Hangup()",
                "(ok),Dial(SIP/${EXTEN})",
            ],
            "W0801 5: ${EXTEN}",
        );
    };
    stay("$[\"${EXTEN}\" != \"100\"]");
    stay("$[\"${CALLERID(num)}\" = \"100\"]");
    stay("$[\"${EXTEN}\" = \"100\" | ${x} = 1]");
    stay("$[${LEN(${EXTEN})} = 10]");
    stay("$[\"${EXTEN}\" =~ \"[0-9]+\"]");
    stay("$[\"${EXTEN}\" : \"[0-9]+\"]");
    stay("${REGEX(\"^[0-9&]+$\" ${EXTEN})}");
    stay("${REGEX(\"^[0-9]\" ${EXTEN})}");
    stay("$[${EXTEN} > 100]");
    stay("${DIALPLAN_EXISTS(other,${EXTEN},1)}");
    stay("${EXISTS(${EXTEN})}");
    check(
        &[
            ",GotoIf($[\"${EXTEN}\" = \"1\"]?a)",
            "(a),Dial(SIP/${EXTEN})",
        ],
        "W0801 4: ${EXTEN}",
    );
    check(
        &[
            ",GotoIf($[\"${EXTEN:0:1}\" = \"9\"]?a)",
            ",Hangup()",
            "(a),Dial(SIP/${EXTEN})",
        ],
        "W0801 5: ${EXTEN}",
    );
}

#[test]
fn texts_are_followed_into_subroutines_and_back() {
    check(
        &[
            ",Gosub(sub,s,1(${EXTEN}))",
            "[sub]",
            "exten => s,1,Dial(SIP/${ARG1})",
        ],
        "W0801 5: ${ARG1}",
    );
    check(
        &[
            ",Macro(dial,${EXTEN})",
            "[macro-dial]",
            "exten => s,1,Dial(SIP/${ARG1},20)",
        ],
        "W0801 5: ${ARG1}",
    );
    check(
        &[
            ",Macro(dial)",
            "[macro-dial]",
            "exten => s,1,Dial(SIP/${MACRO_EXTEN},20)",
        ],
        "W0801 5: ${MACRO_EXTEN}",
    );
    check(
        &[
            ",Gosub(sub,s,1(${EXTEN}))",
            ",Dial(SIP/${GOSUB_RETVAL})",
            "[sub]",
            "exten => s,1,Return(00${ARG1})",
        ],
        "W0801 4: ${GOSUB_RETVAL}",
    );
    check(
        &[
            ",GosubIf($[1]?sub,s,1(${EXTEN}))",
            "[sub]",
            "exten => s,1,Set(x=${ARG1})",
            ",Dial(SIP/${x})",
        ],
        "W0801 6: ${x}",
    );
    clean(&[
        ",Gosub(clean,s,1(${EXTEN}))",
        ",Dial(SIP/${GOSUB_RETVAL})",
        "[clean]",
        "exten => s,1,Return(${FILTER(0-9,${ARG1})})",
    ]);
    clean(&[
        ",Gosub(clean,s,1(${EXTEN}))",
        ",Dial(SIP/${n})",
        "[clean]",
        "exten => s,1,Set(n=${FILTER(0-9,${ARG1})})",
        ",Return()",
    ]);
    clean(&[
        ",Set(ARG1=100)",
        ",Gosub(sub,s,1(${EXTEN}))",
        ",Dial(SIP/${ARG1})",
        "[sub]",
        "exten => s,1,NoOp(${ARG1})",
        ",Return()",
    ]);
    clean(&[
        ",Gosub(same,s,1(${EXTEN}))",
        ",Gosub(same,s,1(${FILTER(0-9,${EXTEN})}))",
        ",Dial(SIP/${GOSUB_RETVAL})",
        "[same]",
        "exten => s,1,Return(0${ARG1})",
    ]);
    clean(&[
        ",Gosub(check,s,1(${EXTEN}))",
        ",GotoIf($[\"${GOSUB_RETVAL}\" = \"\"]?bad)",
        ",Dial(SIP/${GOSUB_RETVAL})",
        "(bad),Hangup()",
        "[check]",
        "exten => s,1,GotoIf(${REGEX(\"^[0-9]+$\" ${ARG1})}?ok)",
        ",Return()",
        "(ok),Return(${ARG1})",
    ]);
}

#[test]
fn texts_are_followed_through_jumps_and_contexts() {
    check(
        &[
            ",Set(n=${EXTEN})",
            ",Goto(out,s,1)",
            "[out]",
            "exten => s,1,Dial(SIP/${n})",
        ],
        "W0801 6: ${n}",
    );
    check(
        &[
            ",Goto(out,${EXTEN},1)",
            "[out]",
            "exten => _X.,1,Dial(SIP/${EXTEN})",
        ],
        "W0803 3: ${EXTEN}, W0801 5: ${EXTEN}",
    );
    check(
        &[
            ",Set(n=${EXTEN})",
            ",Goto(s-${x},1)",
            "exten => s-BUSY,1,Dial(SIP/${n})",
        ],
        "W0801 5: ${n}",
    );
    check(
        &["(again),Dial(SIP/${n})", ",Set(n=${EXTEN})", ",Goto(again)"],
        "W0801 3: ${n}",
    );
    check(
        &[",Set(n=${CALLERID(num)})", "exten => h,1,System(bill ${n})"],
        "W0802 4: ${n}",
    );
    check(
        &[
            ",Dial(Local/${EXTEN}@out)",
            "[out]",
            "exten => _X.,1,Dial(SIP/${EXTEN})",
        ],
        "W0801 3: ${EXTEN}, W0801 5: ${EXTEN}",
    );
    clean(&[
        ",Goto(out,${FILTER(0-9,${EXTEN})},1)",
        "[out]",
        "exten => _X.,1,Dial(SIP/${EXTEN})",
    ]);
    clean(&[
        ",Gosub(out,${FILTER(0-9,${EXTEN})},1)",
        "[out]",
        "exten => _X.,1,Dial(SIP/${EXTEN})",
    ]);
    clean(&[
        ",Dial(Local/${FILTER(0-9,${EXTEN})}@out)",
        "[out]",
        "exten => _X.,1,Dial(SIP/${EXTEN})",
    ]);
    clean(&[",Goto(100,1)", "exten => 100,1,Dial(SIP/${EXTEN})"]);
    check(
        &[
            ",Goto(out,${FILTER(0-9,${EXTEN})},1)",
            "[phones]",
            "include => out",
            "[out]",
            "exten => _X.,1,Dial(SIP/${EXTEN})",
        ],
        "W0801 7: ${EXTEN}",
    );
    file(
        "[a]\ninclude => out\n[b]\ninclude => out\n[out]\nexten => _X.,1,Dial(SIP/${EXTEN})\n",
        "W0801 6: ${EXTEN}",
    );
}

#[test]
fn blocks_of_lines_are_followed() {
    clean(&[
        ",While($[${i} < 3])",
        ",Set(n=${i})",
        ",EndWhile()",
        ",Dial(SIP/${n})",
    ]);
    check(
        &[
            ",While($[${i} < 3])",
            ",Set(n=${n}${EXTEN})",
            ",EndWhile()",
            ",Dial(SIP/${n})",
        ],
        "W0801 6: ${n}",
    );
    check(
        &[
            ",If($[${i}])",
            ",Set(n=1)",
            ",Else()",
            ",Set(n=${EXTEN})",
            ",EndIf()",
            ",Dial(SIP/${n})",
        ],
        "W0801 8: ${n}",
    );
}

#[test]
fn an_expression_without_end_is_no_danger() {
    let long = "1 | ".repeat(100_000);
    let text =
        format!("[a]\nexten => _X.,1,GotoIf($[{long}1]?2)\nexten => _X.,2,Dial(SIP/${{EXTEN}})\n");
    assert_eq!(findings("a.conf", &text), "W0801 3: ${EXTEN}");
}
