//! What a Skype call knows about itself, by name: for files and tests.

use std::collections::BTreeMap;

use community::{Birthday, Gender};

use crate::host::SkypeCall;

impl SkypeCall {
    /// All that is known, each by its name, in the words of tests (`topic`, `fullname`, …).
    pub fn details(&self) -> Vec<(&'static str, String)> {
        let profile = &self.profile;
        let texts = [
            ("topic", self.topic.clone()),
            ("token", self.token.clone()),
            ("languages", self.languages.join(" ")),
            ("forwarded_by", self.forwarded_by.clone()),
            ("target_identity", self.target_identity.clone()),
            ("skypename", self.skypename.clone()),
            ("fullname", profile.fullname.clone()),
            ("country", profile.country.clone()),
            ("province", profile.province.clone()),
            ("city", profile.city.clone()),
            ("phone_home", profile.phone_home.clone()),
            ("phone_office", profile.phone_office.clone()),
            ("phone_mobile", profile.phone_mobile.clone()),
            ("email", profile.email.clone()),
            ("homepage", profile.homepage.clone()),
            ("about", profile.about.clone()),
            ("birthday", told(profile.birthday)),
            ("gender", told(profile.gender)),
            ("mood_text", profile.mood_text.clone()),
        ];
        let known = texts.into_iter().filter(|(_, value)| !value.is_empty());
        known.collect()
    }

    /// Sets one of them; `None` when there is none of that name, or it cannot be that.
    pub fn set_detail(&mut self, name: &str, value: String) -> Option<()> {
        let profile = &mut self.profile;
        match name {
            "topic" => self.topic = value,
            "token" => self.token = value,
            "languages" => self.languages = value.split(' ').map(str::to_owned).collect(),
            "forwarded_by" => self.forwarded_by = value,
            "target_identity" => self.target_identity = value,
            "skypename" => self.skypename = value,
            "fullname" => profile.fullname = value,
            "country" => profile.country = value,
            "province" => profile.province = value,
            "city" => profile.city = value,
            "phone_home" => profile.phone_home = value,
            "phone_office" => profile.phone_office = value,
            "phone_mobile" => profile.phone_mobile = value,
            "email" => profile.email = value,
            "homepage" => profile.homepage = value,
            "about" => profile.about = value,
            "birthday" => profile.birthday = Some(Birthday::parse(&value)?),
            "gender" => profile.gender = Some(Gender::parse(&value)?),
            "mood_text" => profile.mood_text = value,
            _ => return None,
        }
        Some(())
    }
}

impl From<SkypeCall> for BTreeMap<String, String> {
    fn from(call: SkypeCall) -> Self {
        let details = call.details().into_iter();
        details
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

impl From<BTreeMap<String, String>> for SkypeCall {
    /// What means nothing is left out.
    fn from(details: BTreeMap<String, String>) -> Self {
        let mut call = Self::default();
        for (name, value) in details {
            let _known = call.set_detail(&name, value);
        }
        call
    }
}

fn told(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_comes_back_by_name() {
        let mut call = SkypeCall::default();
        for (name, value) in [
            ("topic", "Dinner"),
            ("languages", "en de"),
            ("birthday", "19690718"),
        ] {
            call.set_detail(name, value.to_owned()).unwrap();
        }
        assert_eq!(call.set_detail("gender", "x".to_owned()), None);
        let map = BTreeMap::from(call.clone());
        assert_eq!((map.len(), SkypeCall::from(map)), (3, call));
    }
}
