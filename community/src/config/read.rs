//! From text to configuration.

use std::collections::BTreeMap;

use crate::buddy::AuthRule;
use crate::buddy::AutoAdd;
use crate::config::SkypeConfig;
use crate::config::codecs::{CODECS, Codec, Edit, FOREIGN, edit};
use crate::config::finding::{Finding, FindingKind};
use crate::config::general::General;
use crate::config::lines::{Entry, Place, Section, sections};
use crate::config::options::{OPTIONS, Setter, SkypeOption, Where};
use crate::config::set_var::SetVar;
use crate::config::user::User;
use crate::name::{SkypeName, shorten};
use crate::property::did_you_mean;

/// Reads `chan_skype.conf`. Never fails: what is wrong is among the findings, in the order of the
/// file. `carries` tells of a codec, by Asterisk's name, whether calls can use it in this build.
pub fn read(text: &str, carries: impl Fn(&str) -> bool) -> (SkypeConfig, Vec<Finding>) {
    let (sections, findings) = sections(text);
    let mut reader = Reader {
        config: SkypeConfig::default(),
        findings,
        default_user: None,
        absent: CODECS
            .iter()
            .copied()
            .filter(|codec| !carries(codec.as_str()))
            .collect(),
        told: Vec::new(),
    };
    for section in sections.iter().filter(|section| !section.is_template) {
        if section.name.eq_ignore_ascii_case("general") {
            reader.general(section);
        } else {
            reader.user(section);
        }
    }
    reader.check_default_user();
    reader
        .findings
        .sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
    // A template's mistake is met by every section that inherits it.
    reader.findings.dedup();
    (reader.config, reader.findings)
}

struct Reader {
    config: SkypeConfig,
    findings: Vec<Finding>,
    /// Where `default_user` was set.
    default_user: Option<Place>,
    /// Codecs that may be written but are not in this build.
    absent: Vec<Codec>,
    /// Those that the operator was told of: once a file is enough.
    told: Vec<Codec>,
}

impl Reader {
    fn report(&mut self, at: Place, kind: FindingKind, message: String, help: Option<String>) {
        self.findings.push(at.finding(kind, message, help));
    }

    fn general(&mut self, section: &Section) {
        for (option, entry) in self.options(section, Where::General) {
            let Setter::General(set) = option.set else {
                continue;
            };
            let before = self.config.general.clone();
            if !set(&mut self.config.general, &entry.text()) {
                self.config.general = before;
                self.bad_value(option, entry.value_place, &entry.value);
            } else if option.name == "default_user" {
                self.default_user = Some(entry.value_place);
            }
        }
    }

    fn user(&mut self, section: &Section) {
        let name = match SkypeName::parse(&section.name) {
            Ok(name) => name,
            Err(error) => {
                return self.report(
                    section.place,
                    FindingKind::BadUserName,
                    error.to_string(),
                    None,
                );
            }
        };
        if self.config.user(&name).is_some() {
            let message = format!("section `{name}` stands in this file already");
            return self.report(section.place, FindingKind::DuplicateSection, message, None);
        }
        let mut user = User::new(name, section.place.line);
        let mut lists = Lists::default();
        for (option, entry) in self.options(section, Where::User) {
            self.option(&mut user, &mut lists, option, entry);
        }
        self.check_user(&user, section.place);
        self.config.users.push(user);
    }

    /// The entries that are options of this kind of section. The others are reported.
    fn options<'a>(
        &mut self,
        section: &'a Section,
        place: Where,
    ) -> Vec<(&'static SkypeOption, &'a Entry)> {
        let mut seen = BTreeMap::new();
        let mut found = Vec::new();
        for entry in &section.entries {
            match OPTIONS.iter().find(|option| option.name == entry.key) {
                Some(option) if option.place() == place => {
                    let line = entry.key_place.line;
                    let first = (!entry.inherited)
                        .then(|| seen.insert(option.name, line))
                        .flatten();
                    if let (Some(first), false) = (first, option.is_list()) {
                        let message =
                            format!("option `{}` was set in line {first} already", option.name);
                        let help = Some("the last one counts".to_owned());
                        self.report(entry.key_place, FindingKind::RepeatedOption, message, help);
                    }
                    found.push((option, entry));
                }
                misplaced => self.unknown_option(entry, place, misplaced.is_some()),
            }
        }
        found
    }

    fn unknown_option(&mut self, entry: &Entry, place: Where, misplaced: bool) {
        let (here, there) = match place {
            Where::General => ("[general]", "a user's section"),
            Where::User => ("a user's section", "[general]"),
        };
        let message = format!("unknown option `{}` in {here}", shorten(&entry.key));
        let candidates = OPTIONS.iter().filter(|option| option.place() == place);
        let help = if misplaced {
            Some(format!("this option belongs in {there}"))
        } else {
            did_you_mean(&entry.key, candidates.map(|option| option.name))
        };
        self.report(entry.key_place, FindingKind::UnknownOption, message, help);
    }

    fn option(&mut self, user: &mut User, lists: &mut Lists, option: &SkypeOption, entry: &Entry) {
        match option.set {
            Setter::General(_) => {}
            Setter::User(set) => {
                let before = user.clone();
                if !set(user, &entry.text()) {
                    *user = before;
                    self.bad_value(option, entry.value_place, &entry.value);
                }
            }
            Setter::Codecs(what) => self.codecs(user, what, entry),
            Setter::AuthPolicy => self.auth_policy(user, lists, option, entry),
            Setter::AutoAdd => self.autoadd(user, option, entry),
            Setter::Variable => self.set_var(user, entry),
        }
    }

    fn codecs(&mut self, user: &mut User, what: Edit, entry: &Entry) {
        for (item, at) in entry.items() {
            let (what, name) = match (item.strip_prefix('!'), what) {
                (Some(name), Edit::Allow) => (Edit::Disallow, name.trim()),
                _ => (what, item),
            };
            let one = Codec::parse(name);
            if name.eq_ignore_ascii_case("all") {
                edit(&mut user.codecs, what, CODECS);
            } else if let Some(codec) = one {
                edit(&mut user.codecs, what, &[codec]);
                if what == Edit::Allow {
                    self.tell_absent(codec, at);
                }
            } else if FOREIGN.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let message = format!("this switch does not have codec `{name}`");
                let help = Some("calls of this account go on without it".to_owned());
                self.report(at, FindingKind::UnsupportedCodec, message, help);
            } else {
                let message = format!("unknown codec `{}`", shorten(name));
                let help = did_you_mean(name, CODECS.iter().map(|codec| codec.as_str()));
                self.report(at, FindingKind::UnknownCodec, message, help);
            }
        }
    }

    /// `allow = g729` is the manual's and no mistake, but no call will use it.
    fn tell_absent(&mut self, codec: Codec, at: Place) {
        if !self.absent.contains(&codec) || self.told.contains(&codec) {
            return;
        }
        self.told.push(codec);
        let message = format!("this build does not carry codec `{}`", codec.as_str());
        let help = Some("calls go on without it, with the other codecs of the account".to_owned());
        self.report(at, FindingKind::UnsupportedCodec, message, help);
    }

    /// The first line takes the place of the default, further lines are appended.
    fn auth_policy(
        &mut self,
        user: &mut User,
        lists: &mut Lists,
        option: &SkypeOption,
        entry: &Entry,
    ) {
        for (item, at) in entry.items() {
            let Some(rule) = AuthRule::parse(&item.replace("\\;", ";")) else {
                self.bad_word(option, at, item, &AuthRule::WORDS);
                continue;
            };
            if !std::mem::replace(&mut lists.has_auth_policy, true) {
                user.auth_policy.0.clear();
            }
            user.auth_policy.0.push(rule);
        }
    }

    fn autoadd(&mut self, user: &mut User, option: &SkypeOption, entry: &Entry) {
        for (item, at) in entry.items() {
            let AutoAdd { hints, buddies } = &mut user.buddy_autoadd;
            match item.to_ascii_lowercase().as_str() {
                "no" => (*hints, *buddies) = (false, false),
                "hints" => *hints = true,
                "buddies" => *buddies = true,
                "both" => (*hints, *buddies) = (true, true),
                _ => self.bad_word(option, at, item, &AutoAdd::WORDS),
            }
        }
    }

    fn set_var(&mut self, user: &mut User, entry: &Entry) {
        match SetVar::parse(&user.name, &entry.text()) {
            Ok(set) => user.setvar.push(set),
            Err((message, help)) => {
                self.report(entry.value_place, FindingKind::BadSetVar, message, help);
            }
        }
    }

    fn bad_word(&mut self, option: &SkypeOption, at: Place, item: &str, words: &[&str]) {
        let message = format!(
            "`{}` is not a value of option `{}`",
            shorten(item),
            option.name
        );
        let help = did_you_mean(item, words.iter().copied())
            .unwrap_or_else(|| format!("expected {}", option.values));
        self.report(at, FindingKind::BadValue, message, Some(help));
    }

    fn bad_value(&mut self, option: &SkypeOption, at: Place, value: &str) {
        // What was meant as a password stays out of reports.
        let shown = if option.name == "secret" {
            "…".to_owned()
        } else {
            shorten(value)
        };
        let message = format!("`{shown}` is not a value of option `{}`", option.name);
        self.report(
            at,
            FindingKind::BadValue,
            message,
            Some(format!("expected {}", option.values)),
        );
    }

    fn check_user(&mut self, user: &User, at: Place) {
        if user.secret.is_none() {
            let message = format!("user `{}` has no `secret`", user.name);
            let help = "the switch can log in only if the account exists already".to_owned();
            self.report(at, FindingKind::MissingSecret, message, Some(help));
        }
        if user.codecs.is_empty() {
            let message = format!("user `{}` has no codec left", user.name);
            self.report(
                at,
                FindingKind::NoCodec,
                message,
                Some("add `allow = ulaw`".to_owned()),
            );
        } else if user.codecs.iter().all(|codec| self.absent.contains(codec)) {
            let message = format!("user `{}` has no codec that this build carries", user.name);
            let help = "its calls are refused with 488; add `allow = ulaw`".to_owned();
            self.report(at, FindingKind::UnsupportedCodec, message, Some(help));
        }
    }

    fn check_default_user(&mut self) {
        let General {
            default_user: Some(name),
            ..
        } = &self.config.general
        else {
            return;
        };
        if let (None, Some(at)) = (self.config.user(name), self.default_user) {
            let message = format!("`default_user` names `{name}`, which has no section");
            let help = did_you_mean(
                name.as_str(),
                self.config.users.iter().map(|user| user.name.as_str()),
            );
            self.report(at, FindingKind::UnknownDefaultUser, message, help);
        }
    }
}

/// What has been seen in one user's section.
#[derive(Default)]
struct Lists {
    has_auth_policy: bool,
}
