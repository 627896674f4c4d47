//! The table of all kinds of mistake: number, severity, title and the long text of `skyplan explain`.

use std::fmt;
use std::str::FromStr;

/// How bad it is. Errors keep a generation from going live; warnings do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The dialplan does not load, or the call ended.
    Error,
    /// Probably not what was meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct CodeInfo {
    /// The kind.
    pub code: Code,
    /// Its text form: `E0312`.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// What is wrong, why that matters and what to do.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $text:literal;)*) => {
        /// A kind of mistake. Its text form, `E0312`, is what `skyplan explain` takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $id, "`: ", $title, ".")] $name,)*
        }

        /// All kinds of mistake, by number.
        pub const CODES: &[CodeInfo] = &[
            $(CodeInfo { code: Code::$name, id: $id, title: $title, explanation: $text },)*
        ];
    };
}

// E00: reading files. E01: contexts, extensions, patterns, includes, hints. E02: names that nothing answers
// to. E03: arguments and properties. E04: while a call runs. E05: configuration files. E06: extensions.conf. E07: tests.
// W: the same hundreds, and W08: texts of strangers.
codes! {
    Syntax = "E0001", "the file is not Rhai as the dialplan uses it",
        "The reader met something it could not make sense of at this place: a missing brace, semicolon or \
         quote, or a word where the language does not allow it. Look at the place shown and just before it.";
    TooLarge = "E0002", "the file is larger or nested deeper than a dialplan may be",
        "Files, and the nesting of blocks and expressions in them, are limited so that a file cannot stop the \
         switch from loading the others. Split the file, or move code into functions.";
    ReservedWord = "E0003", "a reserved word of Rhai was used as a name",
        "Rhai keeps some words for itself, such as `switch`, `is`, `new` and `public`. They cannot name variables \
         or functions. Contexts and extensions are strings and may have any name.";
    OutsideExtension = "E0004", "a statement outside every extension",
        "At the top of a file stand `let`, `const`, `fn`, `import`, `context` and `test`. What is to happen in a call \
         belongs into an extension or a function; tests of it stand in `test \"…\" { … }`.";
    SharedState = "E0005", "a closure uses a variable from around it",
        "Rhai gives a closure the variable itself and not its value. One call would see what another one wrote, \
         and values that hold each other are never freed. Pass the value as an argument, use a `for` \
         loop, or keep it in a channel variable with `Set`; channel variables and constants of the file can be \
         used in closures.";
    BadImport = "E0006", "no such file to import",
        "`import` finds files of the dialplan directory only, by their path within it, without `..` and \
         with or without the ending `.rhai`.";
    InitFailed = "E0007", "a `let` or `const` of the file could not be worked out",
        "The variables at the top of a file are computed once, when it is loaded, outside any call: there is no \
         channel yet, and time and memory are limited as in a call.";
    ImportCircle = "E0009", "files that import each other in a circle",
        "A file is made ready after all that it imports, so none of those may lead back to it.";
    Unreadable = "E0008", "a file of the dialplan folder cannot be read",
        "A file is named as one of the dialplan and cannot be read: it is no file, too large, no text in UTF-8, not \
         for this user to read, or a symbolic link that leads out of the dialplan folder, where nothing is read. \
         What stands in it would be missing, so the dialplan stays as it was. Take the file away, or give it a name \
         that does not end in `.rhai` or `.conf`.";
    UnknownFrameWord = "E0101", "not one of the words that stand in a context",
        "In a context stand `extension \"…\" => { … }`, `include \"…\";` and `hint \"…\" => \"…\";`.";
    DuplicateExtension = "E0102", "an extension is defined twice in a context",
        "Two extensions of one context have the same name or pattern, so one of them could never be reached. \
         Dashes in patterns do not count, and neither does the order of letters in a set.";
    BadPattern = "E0103", "a pattern that makes no sense",
        "A pattern begins with `_`. `X` is any digit, `Z` 1 to 9, `N` 2 to 9, `[a-c5]` one of a set, `.` one or more \
         characters, `!` none or more; both stand last. Other characters stand for themselves, and dashes \
         are ignored.";
    DeadInclude = "E0104", "an include of a context that does not exist",
        "The context that is included is defined in none of the files.";
    IncludeCircle = "E0105", "contexts that include each other in a circle",
        "Following the includes of this context leads back to it.";
    BadHint = "E0106", "a hint that names no device",
        "A hint names one or more devices joined with `&`: `SIP/phone`, `Skype:account@buddy` or `Custom:name`.";
    DuplicateHint = "E0107", "an extension has two hints",
        "One extension of a context has one hint; join several devices with `&`.";
    BadTimes = "E0108", "times that make no sense",
        "Times are `time of day,days of the week,days of the month,months`, each of them `*`, a value, a range or \
         several joined with `&`: `09:00-17:00,mon-fri,*,*`. A time zone may follow as a fifth part.";
    UnknownFunction = "E0201", "no such application or function",
        "Nothing of that name is known: no application, no dialplan function, no function of this file or of Rhai. \
         Upper and lower case matter.";
    WrongArgumentCount = "E0202", "the wrong number of arguments",
        "Something of that name exists, but not with so many arguments.";
    UnknownVariable = "W0203", "a variable that nothing sets",
        "No `let`, `const`, parameter, `Set` or channel variable of that name is known. It reads as an empty \
         text, as in Asterisk.";
    NotReadable = "E0204", "a function that can only be written",
        "Write it with `NAME[\"argument\"] = value` or with `Set`.";
    NotWritable = "E0205", "a function that can only be read",
        "The function has no form that sets anything.";
    NotAssignable = "E0206", "an assignment to something that is no variable of the script",
        "Only what `let` declares in the extension or function can be assigned to. Channel variables are set with \
         `Set`, functions are written as `NAME[\"argument\"] = value`, and what a file declares at its top is \
         the same for all calls.";
    LineOnly = "E0207", "an application that is for lines of extensions.conf only",
        "Some applications steer from one line of `extensions.conf` to another, or run another application by its \
         name. An extension in Rhai has no lines, but loops, conditions and functions.";
    MissingArgument = "E0301", "an argument is missing",
        "The argument is needed and was left out or is empty.";
    BadArgument = "E0302", "an argument has a value it cannot have",
        "The value is of the wrong kind, or outside the range that the documentation of the application gives.";
    UnknownLetter = "W0303", "an option letter that the application does not have",
        "The letter does nothing. Dialplans that were written for another switch may use more options than there \
         are here.";
    OddDevice = "W0304", "a device that cannot be",
        "Devices are written as `SIP/phone`, `Skype:account@buddy` or `Custom:name`. The state of anything else is \
         `INVALID`.";
    NotSkype = "E0311", "a Skype property on a channel that has no Skype call",
        "Only a channel that carries a Skype call has Skype properties. Test the channel's technology first.";
    UnknownProperty = "E0312", "no such Skype property",
        "The property is not in the table of the function's documentation.";
    ReadOnly = "E0313", "a property that can be read only",
        "The property is given by the call or the community, and cannot be set by a script.";
    UnknownAccount = "E0314", "no such account",
        "The switch is not logged in to a Skype account of that name.";
    NoSuchExtension = "E0321", "a jump to an extension that does not exist",
        "The context is not there, or neither it nor what it includes has an extension that matches.";
    ScriptError = "E0401", "a script failed while a call ran",
        "The script did something that Rhai cannot do: an unknown variable, the wrong kind of value, an index \
         outside an array, a division by zero. The call was ended.";
    TooManyOperations = "E0402", "a script used more operations than a call may",
        "Often a loop without end. The budget is set in the configuration.";
    TooMuchMemory = "E0403", "a script used more memory than a call may",
        "Often an array, map or text that grows in a loop. The budget is set in the configuration.";
    TooDeep = "E0404", "a script's functions call each other too deeply",
        "Often a function that calls itself without an end. Use a loop.";
    TooLong = "E0405", "a script ran too long without waiting for anything",
        "A script may wait as long as it likes, but not compute as long as it likes.";
    Thrown = "E0406", "a script threw an error that nothing caught",
        "The script used `throw`, and no `try` around it caught the value.";
    NotAllowed = "E0409", "a script did something that its context may not do",
        "Nothing outside of the switch can be reached by a script unless `skyplan.toml` says so: no program, no URL, no \
         file, nothing of the environment. `[capability]` allows it for all contexts, `[context.NAME.capability]` for \
         one. What counts is the context that the extension stands in, also when another one includes it. Allow as \
         little as will do: what a caller dials may end up in it.";
    Unanswered = "E0411", "nobody does what a script wants outside of the switch",
        "A test says what commands and URLs give, with `command` and `url`; nothing is run or fetched for it. A program \
         that embeds the runtime answers such requests itself, or does not.";
    GlobalsFull = "E0412", "no room for a global variable",
        "All calls share the global variables, and nothing takes one away when a call ends. There may be 100,000 of them, \
         and they hold 64 MiB together with their names. A dialplan that comes there makes new names again and again, \
         often with a number or a time in them. What belongs to one call is a channel variable; what belongs to a caller \
         or a day is an entry of the database, `DB`.";
    OutOfReach = "W0410", "something that its context may not do",
        "The call would fail with E0409: `skyplan.toml` does not allow this context to reach what stands here outside \
         of the switch.";
    Internal = "E0499", "a defect of the switch itself",
        "Something happened that should be impossible. The call was ended, others were not touched. Please \
         report it with the text shown.";
    ConfigSyntax = "E0501", "a configuration file cannot be read",
        "The line is not what the file's format allows at this place.";
    UnknownOption = "E0502", "no such option",
        "The option is not one of those the section has.";
    BadOptionValue = "E0503", "an option has a value it cannot have",
        "The value is of the wrong kind or outside its range.";
    MissingOption = "E0504", "an option is missing",
        "The section needs this option and has no default for it.";
    ClosedEntrance = "W0505", "calls that enter the dialplan where there is nothing",
        "The context of an account or telephone is not in the dialplan, or has nothing for the account's `exten`. \
         Such calls are answered with 404.";
    RuleOfNothing = "W0506", "a section for a context that does not exist",
        "`[context.NAME]` of `skyplan.toml` says what scripts of a context may use and do. No context of the dialplan has \
         this name, or matches this pattern, so the section has no effect, and the context that was meant has the rule of \
         all others.";
    ConfLine = "W0601", "a line of extensions.conf that means nothing here",
        "The line is left out, and the rest of the file counts.";
    ConfTwice = "W0602", "a line of extensions.conf whose priority is in use already",
        "The first line with a priority counts, as in Asterisk. Use `n` to count priorities.";
    ConfApplication = "W0604", "a line of extensions.conf with an application that does not exist",
        "A call that comes to this line ends there, as in Asterisk.";
    LineGap = "W0608", "a gap in the priorities of an extension",
        "A call goes from one priority to the next number. Where that is not there, the call ends, although there are \
         lines behind the gap. Use `n` to count priorities, or `same => n,…`.";
    NoBeginning = "W0609", "an extension without a priority 1",
        "Who dials an extension begins at priority 1. Without it the extension can only be reached by a `Goto` to \
         another priority, and nothing in the dialplan goes there.";
    LabelTwice = "W0610", "a label that an extension has twice",
        "A jump to the label goes to the first line that has it.";
    ConfSection = "W0603", "a section of extensions.conf without effect",
        "What it sets is not known here, or has no meaning in this switch.";
    ConfSwitch = "W0605", "a switch of extensions.conf that leads nowhere",
        "`Loopback/[extension]@[context][:priority][/pattern]` leads to another context. Extensions that come from a \
         database (`Realtime`) or from another system (`IAX2`, `DUNDi`) are not there; the context has its other \
         extensions.";
    ConfOldForm = "W0606", "a line of extensions.conf as Asterisk 1.4 had it",
        "Since Asterisk 1.6 arguments are separated by commas, and `|` is a character like any other. The line runs \
         as it does in Asterisk today, which is seldom what was meant.";
    ImportLeft = "W0611", "an extension that an import leaves in extensions.conf",
        "Rhai has no way to say what its lines do. It can stay in a `.conf` file beside the imported one: contexts are \
         one space, and each language finds what the other has.";
    ImportRemark = "W0612", "a line that an import could not make certain of",
        "The line does in Rhai what it did. What is wrong with it was wrong before, or shows only in a call.";
    LineBlock = "W0613", "lines of a block of which one is missing",
        "`While` goes with `EndWhile` and `If` with `EndIf`, in the same extension. Without its end, a call ends where the \
         condition does not hold; an end without its beginning does nothing.";
    Unmet = "E0701", "a test expected something else",
        "The call did not do what the test says. The place shown is the expectation; what the call did stands \
         below it.";
    NoTest = "E0702", "something that cannot stand in a file of tests",
        "Files that end in `.test.rhai` are no part of the dialplan: `test`, `fn`, `let`, `const` and `import` stand in \
         them. Contexts belong into a file of the dialplan.";
    Differs = "E0703", "a call that is run again does not do what it did",
        "A recorded call was run again with this dialplan: what its caller, other telephones, the database and the \
         clock did is fed from the trace, and what the dialplan does is compared step by step. This is the first \
         difference. If the change is wanted, the call behaves as it now should; otherwise the line shown does \
         something else than it did.";
    Unreachable = "W0101", "an extension that nothing can reach",
        "Another pattern of the context is tried first and matches everything this one could.";
    UnreachableCode = "W0108", "what nothing comes to",
        "What stands before it never comes back: it hangs up, goes elsewhere, returns or runs for ever. No jump, label \
         or handler leads here either.";
    UnmarkedPattern = "W0109", "an extension that looks like a pattern and is none",
        "A pattern begins with `_`: `_2XX` fits all numbers from 200 to 299, and `2XX` nothing but these three signs, which \
         no telephone can dial.";
    LineInclude = "W0104", "an include of a context that does not exist, in extensions.conf",
        "The context that is included is defined in none of the files. The include has no effect, as in Asterisk.";
    LineIncludeCircle = "W0105", "contexts of extensions.conf that include each other in a circle",
        "Following the includes of this context leads back to it. Each context is searched once.";
    LineHint = "W0106", "a hint of extensions.conf that names no device",
        "A hint names one or more devices joined with `&`: `SIP/phone`, `Skype:account@buddy` or `Custom:name`. The \
         state of anything else is `INVALID`.";
    LineHintTwice = "W0107", "an extension of extensions.conf has two hints",
        "The first one counts. Join several devices with `&`.";
    LineFunction = "W0201", "no such dialplan function, in a line of extensions.conf",
        "Nothing of that name is known. `${NAME(…)}` is empty and the line runs with that. Upper and lower case matter.";
    LineArgumentCount = "W0202", "the wrong number of arguments in a line of extensions.conf",
        "Arguments are separated by commas. Quotes and parentheses protect a comma that belongs to a value.";
    LineNotReadable = "W0204", "a function that can only be written is read in a line of extensions.conf",
        "`${NAME(…)}` is empty. Write the function with `Set(NAME(…)=value)`.";
    LineNotWritable = "W0205", "a function that can only be read is set in a line of extensions.conf",
        "The function has no form that sets anything, and the line does nothing.";
    LineIncomplete = "W0301", "an argument is missing in a line of extensions.conf",
        "The argument is needed and was left out or is empty. The application does nothing, or the call ends.";
    LineArgument = "W0302", "an argument in a line of extensions.conf has a value it cannot have",
        "The value is of the wrong kind, or outside the range that the documentation of the application gives.";
    OddArgument = "W0306", "an argument that does something else than it seems to",
        "It can stand there, and the function does with it what is laid down, which is seldom of any use: fields are \
         counted from 1, ranges go upwards, a letter behind `%` that means nothing is printed as it is.";
    NeverEqual = "W0316", "a comparison with what something never is",
        "What is compared can only be one of a few words: the variables in which applications leave their status, the \
         states of devices, or items of functions whose documentation says so. It is never this one, so the two are never \
         equal. Upper and lower case matter.";
    NeverAlike = "W0317", "a text that is compared with a number",
        "In Rhai a text and a number are never equal, and neither is less: `EXTEN == 100` does not hold for whoever dials \
         100. Write the number in quotes, or make a number of the text with `parse_int`.";
    LineProperty = "W0312", "no such property, in a line of extensions.conf",
        "The property is not in the table of the function's documentation. It reads as an empty text.";
    LineReadOnly = "W0313", "a property that can be read only is set in a line of extensions.conf",
        "The property is given by the call or the community, and cannot be set by a script.";
    LineTarget = "W0321", "a line of extensions.conf goes to a place that does not exist",
        "The context is not there, or neither it nor what it includes has an extension that matches, or the extension \
         has no such priority or label. The call ends there, or goes to the extension `i`.";
    UnknownEndpoint = "W0305", "a telephone that is not configured",
        "`skyplan.toml` has no endpoint of that name, so calls to it fail and its state is never known.";
    AccountNotConfigured = "W0314", "an account that is not configured",
        "`chan_skype.conf` has no account of that name, so the switch is not logged in to it.";
    PromptNotThere = "W0315", "a prompt that is not there",
        "No sound file of that name is in the folder of prompts, in any language: callers would hear nothing.";
    Expression = "W0407", "an expression that is not what it should be",
        "What stands in `$[…]` cannot be worked out as it is written: an operator has no operand or one that is no \
         number, something is divided by zero, a pattern is no regular expression. A value is laid down for \
         each of these, as in Asterisk, and the line runs with it. A variable that may be empty is best written \
         in quotes on both sides: `$[\"${X}\" = \"\"]`.";
    Unsubstituted = "W0408", "a `${…}` or `$[…]` that could not be replaced by its value",
        "The bracket that closes it is missing, it is nested too deeply in others, or what came of it is longer than \
         a value may be.";
    QuotedVariable = "W0412", "a `${…}` in double quotes",
        "In Rhai a text in double quotes is taken as it stands. In backquotes, what stands in `${…}` is worked out as Rhai: \
         write `` `SIP/${EXTEN}` `` in place of `\"SIP/${EXTEN}\"`, `` `${CALLERID(\"num\")}` `` for `${CALLERID(num)}`, and \
         `${EXTEN.slice(1)}` for `${EXTEN:1}`.";
    StrangerDials = "W0801", "a caller can choose what is called",
        "A text that a caller chooses comes into a dial string with characters that mean something there. `_X.` fits \
         `5&SIP/trunk/0900123456` as well as a number: then `Dial(SIP/${EXTEN})` calls both, at your cost. Let only the \
         characters through that are needed: `${FILTER(0-9,${EXTEN})}`, in Rhai `FILTER(\"0-9\", EXTEN)`; or use a pattern \
         without `.` and `!`; or leave when `REGEX` says that something else is in it.";
    StrangerRuns = "W0802", "a caller can choose what is run",
        "A text that a caller chooses comes into a command line, or is substituted once more, or names an application. \
         Whoever sends `;` or `$(…)` has the shell of the switch. Let only letters and digits through with `FILTER`.";
    StrangerGoes = "W0803", "a caller can choose where the call goes",
        "A text that a caller chooses names the context, extension or priority of a jump. With a comma in it, it can name \
         another context or a step behind the one that asks for a PIN. Use `FILTER`, or ask `DIALPLAN_EXISTS` first.";
    StrangerNamesFile = "W0804", "a caller can choose a file or mailbox",
        "A text that a caller chooses is part of the name of a file. With `/` and `..` in it, it leaves its folder; with \
         `&` it names several. Let only letters and digits through with `FILTER`.";
    StrangerFetches = "W0805", "a caller can choose the address that is fetched",
        "A text that a caller chooses is part of an address. With `&`, `#` or `@` in it, it changes another parameter or \
         the host. Use `URIENCODE` around it.";
    IgnoredOption = "W0501", "an option without effect",
        "The option is known and does nothing here.";
}

impl Code {
    /// The row of the table.
    pub fn info(self) -> &'static CodeInfo {
        // The table is made from the same list as the variants, in the same order.
        &CODES[self as usize]
    }

    /// `E0312`.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The kind that the same mistake is in a line of `extensions.conf`, where it is a warning: such files come
    /// from systems on which they ran with their mistakes.
    pub(crate) fn in_line(self) -> Self {
        match self {
            Self::DuplicateExtension => Self::ConfTwice,
            Self::DeadInclude => Self::LineInclude,
            Self::IncludeCircle => Self::LineIncludeCircle,
            Self::BadHint => Self::LineHint,
            Self::DuplicateHint => Self::LineHintTwice,
            Self::UnknownFunction => Self::LineFunction,
            Self::WrongArgumentCount => Self::LineArgumentCount,
            Self::NotReadable => Self::LineNotReadable,
            Self::NotWritable => Self::LineNotWritable,
            Self::MissingArgument => Self::LineIncomplete,
            Self::BadArgument => Self::LineArgument,
            Self::UnknownProperty => Self::LineProperty,
            Self::ReadOnly => Self::LineReadOnly,
            Self::NoSuchExtension => Self::LineTarget,
            other => other,
        }
    }

    /// What a mistake of this kind amounts to.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A text that is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no diagnostic has the code `{text}`")]
pub struct UnknownCode {
    /// What was asked for.
    pub text: String,
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        CODES
            .iter()
            .find(|row| row.id.eq_ignore_ascii_case(text))
            .map(|row| row.code)
            .ok_or_else(|| UnknownCode { text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_where_its_variant_points() {
        for row in CODES {
            assert_eq!(row.code.info().id, row.id);
            assert_eq!(row.id.parse::<Code>(), Ok(row.code));
        }
    }

    #[test]
    fn no_two_rows_share_an_id() {
        let mut ids: Vec<_> = CODES.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CODES.len());
    }

    #[test]
    fn ids_that_other_documents_quote_stay() {
        assert_eq!(Code::UnknownProperty.id(), "E0312");
        assert_eq!(Code::BadArgument.id(), "E0302");
        assert_eq!(Code::NoSuchExtension.id(), "E0321");
    }
}
