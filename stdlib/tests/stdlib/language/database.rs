//! The database of scripts: families that take more than one request to list and to clear.

use super::check;

#[test]
fn a_family_of_more_than_a_page_is_listed_counted_and_cleared_whole() {
    check(
        "[a]
        exten => fill,1,Set(I=0)
        same => n,While($[${I} < 2001])
        same => n,Set(DB(f/${I})=x)
        same => n,Set(I=$[${I} + 1])
        same => n,EndWhile
        same => n,Set(DB(other/1)=x)
        exten => show,1,Verbose(${DB_KEYCOUNT(f)} ${FIELDQTY(DB_KEYS(f),\\,)} ${FIELDQTY(DB_KEYS(),\\,)})
        exten => clear,1,DBdeltree(f)",
        r#"context "a" {
            extension "fill" => {
                for i in 0..2001 { DB[`f/${i}`] = "x"; }
                DB["other/1"] = "x";
            }
            extension "show" => {
                Verbose(`${DB_KEYCOUNT("f")} ${FIELDQTY("DB_KEYS(f)", ",")} ${FIELDQTY("DB_KEYS()", ",")}`);
            }
            extension "clear" => { DBdeltree("f"); }
        }"#,
        r#"let desk = phone("desk");
        desk.dial("a", "fill").expect_end();
        desk.dial("a", "show").expect_said("2001 2001 2");
        desk.dial("a", "clear").expect_end();
        desk.dial("a", "show").expect_said("0 0 1");"#,
    );
}
