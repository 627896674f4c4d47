//! Libraries put together at run time: the standard one, and what a program adds for its own dialplans.

use super::{Application, Arg, Function, Kind, Library, Value};

impl Arg {
    /// An argument that has to be given.
    pub const fn required(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self {
            name,
            doc,
            kind,
            required: true,
        }
    }

    /// An argument that can be left out.
    pub const fn optional(name: &'static str, doc: &'static str, kind: Kind) -> Self {
        Self {
            name,
            doc,
            kind,
            required: false,
        }
    }
}

impl Application {
    /// An application that has no name and does nothing, to declare others from: name, synopsis, arguments and
    /// [`run`](Self::run) are what most need.
    ///
    /// ```
    /// use runtime::library::{Application, Arg, Kind, Value};
    ///
    /// static OPEN_DOOR: Application = Application {
    ///     name: "OpenDoor",
    ///     synopsis: "Opens a door for some seconds.",
    ///     args: &[Arg::optional("seconds", "How long; 5 by default.", Kind::Seconds)],
    ///     run: |call, args| {
    ///         let seconds = args.seconds(0)?.map_or(5, |time| time.as_secs());
    ///         call.verbose(3, format!("the door is open for {seconds} s"));
    ///         Ok(Value::UNIT)
    ///     },
    ///     ..Application::BARE
    /// };
    /// ```
    pub const BARE: Self = Self {
        name: "",
        since: "",
        synopsis: "",
        description: "",
        args: &[],
        status: None,
        comes_back: true,
        source: "",
        example: "",
        run: |_, _| Ok(Value::UNIT),
    };
}

impl Function {
    /// A function that has no name and can neither be read nor written, to declare others from.
    ///
    /// ```
    /// use runtime::library::{Function, Value};
    ///
    /// static SHIFT_ON_DUTY: Function = Function {
    ///     name: "SHIFT_ON_DUTY",
    ///     synopsis: "Who is on duty now.",
    ///     read: Some(|_, _| Ok(Value::from("night"))),
    ///     ..Function::BARE
    /// };
    /// ```
    pub const BARE: Self = Self {
        name: "",
        since: "",
        synopsis: "",
        description: "",
        args: &[],
        values: &[],
        source: "",
        example: "",
        read: None,
        write: None,
    };
}

impl Library {
    /// A library with nothing in it.
    pub const EMPTY: Self = Self {
        applications: &[],
        functions: &[],
    };

    /// This library and what a program adds to it. What has the name of something that is there takes its place,
    /// upper and lower case of applications being one.
    ///
    /// The checker, the editor, `core show application` and the reference know what was added as they know the rest.
    /// Declarations live as long as the program does, so put a library together once, when it starts: each call keeps
    /// its memory for good.
    ///
    /// ```
    /// use runtime::dialplan::{Dialplan, Source};
    /// use runtime::library::{Application, Arg, Kind, Library};
    ///
    /// const OPEN_DOOR: Application = Application {
    ///     name: "OpenDoor",
    ///     synopsis: "Opens a door for some seconds.",
    ///     args: &[Arg::required("seconds", "How long.", Kind::Seconds)],
    ///     ..Application::BARE
    /// };
    ///
    /// let library = Library::EMPTY.with(vec![OPEN_DOOR], vec![]);
    /// let text = r#"context "lobby" { extension "7" => { OpenDoor("soon"); OpnDoor(5); } }"#;
    /// let (_, findings) = Dialplan::load(vec![Source::new("lobby.rhai", text)], library);
    /// let messages: Vec<&str> = findings.iter().map(|finding| &*finding.message).collect();
    /// assert_eq!(
    ///     messages,
    ///     [
    ///         "`soon` is not a number of seconds",
    ///         "unknown application or function `OpnDoor`",
    ///     ]
    /// );
    /// assert_eq!(findings[1].help.as_deref(), Some("did you mean `OpenDoor`?"));
    /// ```
    #[must_use]
    pub fn with(self, applications: Vec<Application>, functions: Vec<Function>) -> Self {
        let mut all_applications = self.applications.to_vec();
        for added in applications {
            let added: &'static Application = Box::leak(Box::new(added));
            all_applications.retain(|row| !row.name.eq_ignore_ascii_case(added.name));
            all_applications.push(added);
        }
        all_applications.sort_by_key(|row| row.name);
        let mut all_functions = self.functions.to_vec();
        for added in functions {
            let added: &'static Function = Box::leak(Box::new(added));
            all_functions.retain(|row| row.name != added.name);
            all_functions.push(added);
        }
        all_functions.sort_by_key(|row| row.name);
        Self {
            applications: all_applications.leak(),
            functions: all_functions.leak(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &'static str, synopsis: &'static str) -> Application {
        Application {
            name,
            synopsis,
            ..Application::BARE
        }
    }

    #[test]
    fn what_is_added_stands_in_order_and_takes_the_place_of_its_namesake() {
        let first = vec![named("Wait", "first"), named("Answer", "first")];
        let library = Library::EMPTY.with(first, Vec::new());
        let library = library.with(vec![named("WAIT", "second")], Vec::new());
        let names: Vec<&str> = library.names().collect();
        assert_eq!(names, ["Answer", "WAIT"]);
        let wait = library.application_ignoring_case("wait");
        assert_eq!(wait.map(|row| row.synopsis), Some("second"));
    }
}
