//! Variables that a dialled channel gets from the one that dials it: `_` for one generation, `__` for all.

use super::check;

#[test]
fn one_underscore_reaches_the_next_channel_and_two_reach_all() {
    check(
        "[a]
        exten => s,1,Set(plain=p)
        same => n,Set(_once=o)
        same => n,Set(__ever=e)
        same => n,Dial(Local/next@a)
        exten => next,1,Verbose(next ${plain}.${once}.${ever})
        same => n,Dial(Local/last@a)
        exten => last,1,Verbose(last ${plain}.${once}.${ever})",
        r#"context "a" {
            extension "s" => {
                Set("plain", "p");
                Set("_once", "o");
                Set("__ever", "e");
                Dial("Local/next@a");
            }
            extension "next" => { Verbose(`next ${plain}.${once}.${ever}`); Dial("Local/last@a"); }
            extension "last" => { Verbose(`last ${plain}.${once}.${ever}`); }
        }"#,
        r#"let caller = phone("desk").dial("a", "s");
        caller.expect_said("next .o.e"); caller.expect_said("last ..e"); caller.expect_end();"#,
    );
}

#[test]
fn the_name_without_underscores_is_the_variable_and_setting_it_again_ends_the_inheritance() {
    check(
        "[a]
        exten => s,1,Set(__x=1)
        same => n,Set(__y=1)
        same => n,Set(x=${x}2)
        same => n,Dial(Local/next@a)
        same => n,Verbose(own ${x})
        exten => next,1,Verbose(next ${x}.${y})
        same => n,Set(y=changed)",
        r#"context "a" {
            extension "s" => {
                Set("__x", 1);
                Set("__y", 1);
                Set("x", `${x}2`);
                Dial("Local/next@a");
                Verbose(`own ${x}`);
            }
            extension "next" => { Verbose(`next ${x}.${y}`); Set("y", "changed"); }
        }"#,
        r#"let caller = phone("desk").dial("a", "s");
        caller.expect_said("next .1"); caller.expect_said("own 12");"#,
    );
}

#[test]
fn an_originated_channel_gets_what_is_inherited_and_what_is_named() {
    check(
        "[a]
        exten => s,1,Set(__ever=e)
        same => n,Set(plain=p)
        same => n,Originate(Local/far@a,exten,a,near,1,,v(named=n))
        same => n,Wait(1)
        exten => far,1,Answer()
        same => n,Set(GLOBAL(FAR)=${plain}.${ever}.${named})
        same => n,Wait(5)
        exten => near,1,NoOp()",
        r#"context "a" {
            extension "s" => {
                Set("__ever", "e");
                Set("plain", "p");
                Originate("Local/far@a", "exten", "a", "near", 1, (), "v(named=n)");
                Wait(1);
            }
            extension "far" => {
                Answer();
                GLOBAL["FAR"] = `${plain}.${ever}.${named}`;
                Wait(5);
            }
            extension "near" => { NoOp(); }
        }"#,
        r#"phone("desk").dial("a", "s").expect_end(); expect(global("FAR"), ".e.n");"#,
    );
}
