//! The frame of a dialplan file as custom syntax of Rhai:
//! `context "x" { include "y"; hint "100" => "SIP/phone"; extension "pat" => { … } }`, and `globals #{ … };`.
//!
//! The body of an extension is an ordinary block of the same file, so positions in it are right and it
//! can call the functions of the file. Running a file passes over the contexts; [`items`] takes
//! them out of the tree.

use rhai::{
    AST, ASTNode, CustomExpr, Dynamic, Engine, Expr, ImmutableString, LexError, ParseErrorType,
};
use rhai::{Position, Stmt, StmtBlock};

/// The words that can stand in a context.
pub(crate) const FRAME_WORDS: [&str; 3] = ["extension", "hint", "include"];

/// The word that begins a context.
const CONTEXT: &str = "context";
/// The word that begins global variables.
const GLOBALS: &str = "globals";
/// The word that begins a test.
const TEST: &str = "test";

/// The words that a text follows at the top of a file.
pub(crate) const TOP_WORDS: [&str; 3] = [CONTEXT, TEST, "import"];

/// What the parse error of an unknown frame word says, for the loader to know it again.
pub(crate) const UNKNOWN_WORD: &str = "unknown frame word";

/// Where the parser is in a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Name,
    Open,
    Item,
    Include,
    IncludeName,
    HintName,
    HintArrow,
    HintDevice,
    ExtensionName,
    ExtensionNamed,
    ExtensionLabel,
    ExtensionArrow,
    ExtensionBody,
    End,
    Done,
}

/// Teaches an engine the frame.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_custom_syntax_with_state_raw(
        CONTEXT,
        |_, ahead, state| {
            let at = state.clone().try_cast::<State>().unwrap_or(State::Name);
            let (symbol, next) = step(at, ahead)?;
            *state = Dynamic::from(next);
            Ok(symbol.map(ImmutableString::from))
        },
        // A barrier in the scope: bodies look variables of the file up by name.
        true,
        |_, _, _| Ok(Dynamic::UNIT),
    );
    engine
        .register_custom_syntax([GLOBALS, "$expr$"], true, |_, _| Ok(Dynamic::UNIT))
        .expect("`globals` is no word of Rhai's own");
    let test = [TEST, "$string$", "$block$"];
    engine
        .register_custom_syntax(test, true, |_, _| Ok(Dynamic::UNIT))
        .expect("`test` is no word of Rhai's own");
}

/// The symbol to read next, and the state after it.
fn step(at: State, ahead: &str) -> Result<(Option<&'static str>, State), rhai::ParseError> {
    Ok(match at {
        State::Name => (Some("$string$"), State::Open),
        State::Open => (Some("{"), State::Item),
        State::Item => match ahead {
            "include" => (Some("include"), State::Include),
            "hint" => (Some("hint"), State::HintName),
            "extension" => (Some("extension"), State::ExtensionName),
            ";" => (Some(";"), State::Item),
            "}" => (Some("}"), State::Done),
            word => {
                let error = LexError::ImproperSymbol(word.to_owned(), UNKNOWN_WORD.into());
                let error = ParseErrorType::BadInput(error);
                return Err(rhai::ParseError(Box::new(error), Position::NONE));
            }
        },
        State::Include => (Some("$string$"), State::IncludeName),
        State::IncludeName if ahead == "at" => (Some("at"), State::HintDevice),
        State::IncludeName => (Some(";"), State::Item),
        State::HintName => (Some("$string$"), State::HintArrow),
        State::HintArrow => (Some("=>"), State::HintDevice),
        State::HintDevice => (Some("$string$"), State::End),
        State::ExtensionName => (Some("$string$"), State::ExtensionNamed),
        State::ExtensionNamed if ahead == "," => (Some(","), State::ExtensionLabel),
        State::ExtensionLabel => (Some("$string$"), State::ExtensionArrow),
        State::ExtensionNamed => (Some("=>"), State::ExtensionBody),
        State::ExtensionArrow => (Some("=>"), State::ExtensionBody),
        State::ExtensionBody => (Some("$block$"), State::Item),
        State::End => (Some(";"), State::Item),
        State::Done => (None, State::Done),
    })
}

/// A text of the frame and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) text: ImmutableString,
    pub(crate) position: Position,
}

/// One thing in a context.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// A context, and the times at which it is included.
    Include(Text, Option<Text>),
    Hint(Text, Text),
    /// Its name, the label of a body that is not its beginning, and the body.
    Extension(Text, Option<Text>, &'a StmtBlock),
}

/// The contexts of a file, each with what is in it, in order. A context may come several times.
pub(crate) fn contexts(ast: &AST) -> impl Iterator<Item = (Text, Vec<Item<'_>>)> {
    ast.statements().iter().filter_map(context)
}

/// The context a statement is, if it is one.
pub(crate) fn context(statement: &Stmt) -> Option<(Text, Vec<Item<'_>>)> {
    let custom = frame(statement, CONTEXT)?;
    let mut inputs = custom.inputs.iter();
    let name = text(inputs.next()?)?;
    let mut items = Vec::new();
    let mut tokens = custom.tokens.iter().map(|token| token.as_str());
    while let Some(token) = tokens.next() {
        let mut word = tokens.clone().filter(|token| !token.starts_with('$'));
        let mut with = |joined: &str| word.next() == Some(joined);
        match token {
            "include" => {
                let name = text(inputs.next()?)?;
                let times = if with("at") {
                    Some(text(inputs.next()?)?)
                } else {
                    None
                };
                items.push(Item::Include(name, times));
            }
            "hint" => items.push(Item::Hint(text(inputs.next()?)?, text(inputs.next()?)?)),
            "extension" => {
                let name = text(inputs.next()?)?;
                let label = if with(",") {
                    Some(text(inputs.next()?)?)
                } else {
                    None
                };
                let Expr::Stmt(body) = inputs.next()? else {
                    return None;
                };
                items.push(Item::Extension(name, label, body));
            }
            _ => {}
        }
    }
    Some((name, items))
}

/// The name of the context that a node of the tree is, if it is one.
pub(crate) fn context_name(node: &ASTNode<'_>) -> Option<String> {
    match node {
        ASTNode::Expr(Expr::Custom(custom, _)) if begins(custom, CONTEXT) => {
            Some(text(custom.inputs.first()?)?.text.to_string())
        }
        _ => None,
    }
}

/// The global variables that a statement sets, each with its value, if it is of that kind. A value that is not
/// written out is `None`.
pub(crate) fn globals(statement: &Stmt) -> Option<Vec<(&str, Option<ImmutableString>)>> {
    let Expr::Map(map, _) = frame(statement, GLOBALS)?.inputs.first()? else {
        return Some(Vec::new());
    };
    let pairs = map.0.iter().map(|(name, value)| {
        let value = text(value).map(|text| text.text);
        (name.name.as_str(), value)
    });
    Some(pairs.collect())
}

/// The tests of a file, in order.
pub(crate) fn tests(ast: &AST) -> impl Iterator<Item = (Text, &StmtBlock)> {
    ast.statements().iter().filter_map(test)
}

/// The test a statement is, if it is one.
pub(crate) fn test(statement: &Stmt) -> Option<(Text, &StmtBlock)> {
    let inputs = &frame(statement, TEST)?.inputs;
    let [name, Expr::Stmt(body)] = &inputs[..] else {
        return None;
    };
    Some((text(name)?, body))
}

/// Whether a node of the tree is a test.
pub(crate) fn is_test(node: &ASTNode<'_>) -> bool {
    matches!(node, ASTNode::Expr(Expr::Custom(custom, _)) if begins(custom, TEST))
}

/// The part of the frame that a statement is, if it begins with this word.
fn frame<'a>(statement: &'a Stmt, word: &str) -> Option<&'a CustomExpr> {
    let Stmt::Expr(expr) = statement else {
        return None;
    };
    match &**expr {
        Expr::Custom(custom, _) if begins(custom, word) => Some(custom),
        _ => None,
    }
}

fn begins(custom: &CustomExpr, word: &str) -> bool {
    custom.tokens.first().is_some_and(|token| token == word)
}

fn text(expr: &Expr) -> Option<Text> {
    match expr {
        Expr::StringConstant(text, position) => Some(Text {
            text: text.clone(),
            position: *position,
        }),
        _ => None,
    }
}
