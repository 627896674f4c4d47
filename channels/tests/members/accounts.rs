//! Accounts of `chan_skype.conf`, their properties, and commands about accounts.

use crate::story::{check, check_with, tell};
use crate::world::{SKYPE, World};

#[test]
fn an_account_that_does_not_exist_is_made_and_logged_in() {
    check(
        "script1 > get james_bond status
         script1 < Text(\"Logged In\")
         script1 > get james_bond availability
         script1 < Text(\"Online\")
         script1 > get emma_peel status
         script1 < Text(\"Logged Out\")
         script1 > get nobody_there status
         script1 < NotFound(\"nobody_there\")
         script1 > get james_bond colour
         script1 < NotFound(\"colour\")
         james_bond > REGISTER
         james_bond < 200",
    );
}

#[test]
fn a_wrong_secret_leaves_the_account_logged_out() {
    check_with(
        "[emma_peel]\nsecret = guessed\n",
        "script1 > get emma_peel status
         script1 < Text(\"Logged Out\")
         script1 > set emma_peel mood_text Fine
         script1 < Refused(Rejected, \"the switch is not logged in to `emma_peel`\")
         account > password emma_peel guessed
         account < Ok(\"changed the password of `emma_peel`\")
         script1 > get emma_peel status
         script1 < Text(\"Logged In\")",
    );
}

#[test]
fn properties_of_the_configuration_are_set_at_login() {
    check_with(
        "[james_bond]\nsecret = secret\ngender = 1\nsetvar = SKYPE_ACCOUNT_PROPERTY(fullname)=James Bond\n\
         setvar = SKYPE_ACCOUNT_PROPERTY(availability)=Skype Me\n",
        "script1 > get james_bond fullname
         script1 < Text(\"James Bond\")
         script1 > get james_bond gender
         script1 < Text(\"1\")
         script1 > get james_bond availability
         script1 < Text(\"Skype Me\")",
    );
}

#[test]
fn a_write_is_answered_once_it_is_on_disk_and_outlives_a_crash() {
    check(
        "script1 > set james_bond mood_text Shaken, not stirred
         script1 < Done
         disk holds
         script1 > set james_bond mood_text Lost
         restart
         disk works
         script2 > get james_bond mood_text
         script2 < Text(\"Shaken, not stirred\")
         disk full
         script2 > set james_bond mood_text No
         script2 < Refused(Congestion, \"database or disk is full\")",
    );
}

#[test]
fn what_cannot_be_written_says_why() {
    check(
        "script1 > set james_bond gender male
         script1 < Refused(Rejected, \"`male` is not a value of Skype account property `gender`: expected 1 (male) or 2 (female)\")
         script1 > set james_bond skypeout_balance 1
         script1 < Refused(Rejected, \"Skype account property `skypeout_balance` is read-only\")
         script1 > set emma_peel mood_text x
         script1 < Refused(Rejected, \"the switch is not logged in to `emma_peel`\")",
    );
}

#[test]
fn availability_written_by_a_script_shows_to_watchers() {
    check(
        "max_smart > SUBSCRIBE james_bond presence
         max_smart < 200
         max_smart < NOTIFY | open
         script1 > set james_bond availability Do Not Disturb
         script1 < Done
         max_smart < NOTIFY | busy
         script1 > set james_bond mood_text Shaken
         script1 < Done
         max_smart < NOTIFY | busy | Shaken
         script1 > set james_bond status Logged Out
         max_smart < NOTIFY | closed
         script1 < Done
         script1 > set james_bond status Logged In
         max_smart < NOTIFY | busy
         script1 < Done",
    );
}

#[test]
fn buddies_are_listed_with_their_states() {
    check(
        "script1 > buddies james_bond
         script1 < Rows([(\"austin_powers\", \"Waiting for Authorization\")])
         austin_powers > SUBSCRIBE james_bond presence
         austin_powers < 200
         austin_powers < NOTIFY | active
         austin_powers > PUBLISH permanent-absence
         austin_powers < 200
         script1 > buddies james_bond
         script1 < Rows([(\"austin_powers\", \"Not Available\")])
         script1 > buddies nobody_there
         script1 < NotFound(\"nobody_there\")",
    );
}

#[test]
fn operators_make_change_and_remove_accounts() {
    check(
        "account > add goldfinger secret
         account < Ok(\"added `goldfinger`\")
         account > add goldfinger secret
         account < Err(\"account `goldfinger` exists already\")
         account > add desk secret
         account < Err(\"an endpoint has the name `desk`\")
         account > add 007 secret
         account < Err(\"`007` is not a Skype name: a Skype name begins with a letter\")
         goldfinger > REGISTER
         goldfinger < 200
         max_smart > SUBSCRIBE goldfinger presence
         max_smart < 202
         max_smart < NOTIFY | pending
         account > remove goldfinger
         max_smart < NOTIFY | terminated;reason=noresource
         account < Ok(\"removed `goldfinger`\")
         goldfinger > REGISTER
         goldfinger < 401
         disk full
         account > add goldfinger secret
         account < Err(\"database or disk is full\")
         account > login emma_peel
         account < Err(\"`emma_peel` is not in chan_skype.conf\")
         account > logoff james_bond
         account < Ok(\"logged off `james_bond`\")
         script1 > get james_bond status
         script1 < Text(\"Logged Out\")",
    );
}

#[test]
fn a_new_configuration_logs_in_and_off() {
    let mut world = World::new(SKYPE);
    world.configure("[emma_peel]\nsecret = secret\n");
    tell(
        &mut world,
        "script1 > get james_bond status
         script1 < Text(\"Logged Out\")
         script1 > get emma_peel status
         script1 < Text(\"Logged In\")",
    );
    let rows = world.switch.accounts(world.now);
    let shown: Vec<_> = rows
        .iter()
        .filter(|row| row.configured)
        .map(|row| (row.name.as_str(), row.status))
        .collect();
    assert_eq!(shown, [("emma_peel", "Logged In")]);
    assert_eq!(
        world.switch.buddies("james_bond").map(|rows| rows.len()),
        Some(1)
    );
    assert_eq!(world.switch.buddies("nobody_there"), None);
}
