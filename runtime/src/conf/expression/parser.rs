//! The grammar of expressions, worked out while it is read.
//!
//! Nothing is skipped: both sides of `|`, `&` and `::` are worked out always. What follows a whole expression
//! is an error that leaves its value; an error within it leaves `0`; one before it leaves nothing.

use super::lexer::{Lexer, Operator, Token};
use super::value::Value;
use super::{Evaluated, Fault, Notes, Read, Rest, excerpt, function, operator};

/// Deepest nesting of parentheses and of operators before one operand.
const DEPTH: u32 = 50;

/// How tightly `-` and `!` bind before one operand.
const UNARY: u8 = 7;

pub(super) fn evaluate(text: &str, read: Read<'_>, rest: Rest<'_>) -> Evaluated {
    let mut parser = Parser {
        text,
        lexer: Lexer::new(text),
        next: None,
        near: text,
        depth: 0,
        notes: Notes {
            faults: Vec::new(),
            steps: 0,
            rest,
        },
        read,
    };
    parser.advance();
    let value = match parser.next {
        None => String::new(),
        Some(first) if !first.begins() => {
            parser.unexpected();
            String::new()
        }
        Some(_) => parser.whole(),
    };
    Evaluated {
        value,
        faults: parser.notes.faults,
    }
}

struct Parser<'a, 'r> {
    text: &'a str,
    lexer: Lexer<'a>,
    next: Option<Token<'a>>,
    /// What has not been used yet, from the next token on.
    near: &'a str,
    depth: u32,
    notes: Notes<'r>,
    read: Read<'r>,
}

/// The expression has no value; why has been told.
struct Broken;

impl<'a> Parser<'a, '_> {
    fn whole(&mut self) -> String {
        match self.expression(0) {
            Ok(value) => {
                if self.next.is_some() {
                    self.unexpected();
                }
                value.into_text()
            }
            Err(Broken) => "0".to_owned(),
        }
    }

    /// An operand and all operators behind it that bind at least that tightly.
    fn expression(&mut self, strength: u8) -> Result<Value<'a>, Broken> {
        let mut value = self.operand()?;
        while let Some(Token::Operator(operator)) = self.next {
            if operator.strength() < strength {
                break;
            }
            self.advance();
            if !self.notes.operated() {
                return Err(Broken);
            }
            value = if operator == Operator::If {
                self.choice(&value)?
            } else {
                let right = self.nested(operator.strength() + 1)?;
                operator.apply(value, right, &mut self.notes)
            };
        }
        Ok(value)
    }

    /// What follows `?`.
    fn choice(&mut self, condition: &Value<'_>) -> Result<Value<'a>, Broken> {
        let first = self.nested(0)?;
        self.expect(Token::Else)?;
        let second = self.nested(Operator::If.strength() + 1)?;
        Ok(if condition.is_true() { first } else { second })
    }

    fn operand(&mut self) -> Result<Value<'a>, Broken> {
        let Some(token) = self.next.filter(Token::begins) else {
            self.unexpected();
            return Err(Broken);
        };
        self.advance();
        match token {
            Token::Open => {
                let value = self.nested(0)?;
                self.expect(Token::Close)?;
                Ok(value)
            }
            Token::Not => {
                let value = self.nested(UNARY)?;
                Ok(Value::Number((!value.counts()).into()))
            }
            Token::Word(word) | Token::Digits(word) => {
                if self.skip(Token::Open) {
                    let arguments = self.arguments()?;
                    return Ok(function::call(word, &arguments, self.read, &mut self.notes));
                }
                let is_number = matches!(token, Token::Digits(_));
                Ok(if is_number {
                    Value::Digits(word.into())
                } else {
                    Value::Text(word.into())
                })
            }
            _ => {
                let value = self.nested(UNARY)?;
                Ok(operator::negated(&value, &mut self.notes))
            }
        }
    }

    /// Up to the parenthesis that closes. Arguments may be missing, but not the first.
    fn arguments(&mut self) -> Result<Vec<Value<'a>>, Broken> {
        let mut arguments = vec![self.nested(0)?];
        while self.skip(Token::Comma) {
            let missing = matches!(self.next, Some(Token::Comma | Token::Close));
            arguments.push(if missing {
                Value::Text("".into())
            } else {
                self.nested(0)?
            });
        }
        self.expect(Token::Close)?;
        Ok(arguments)
    }

    fn nested(&mut self, strength: u8) -> Result<Value<'a>, Broken> {
        if self.depth == DEPTH {
            let expression = excerpt(self.text);
            self.notes.tell(Fault::TooDeep { expression });
            return Err(Broken);
        }
        self.depth += 1;
        let value = self.expression(strength);
        self.depth -= 1;
        value
    }

    fn expect(&mut self, token: Token<'_>) -> Result<(), Broken> {
        if self.skip(token) {
            return Ok(());
        }
        self.unexpected();
        Err(Broken)
    }

    fn skip(&mut self, token: Token<'_>) -> bool {
        let there = self.next == Some(token);
        if there {
            self.advance();
        }
        there
    }

    fn advance(&mut self) {
        self.near = self.lexer.rest();
        self.next = self.lexer.next();
    }

    /// The next token cannot stand where it does.
    fn unexpected(&mut self) {
        let expression = excerpt(self.text);
        self.notes.tell(match self.next {
            None => Fault::Incomplete { expression },
            Some(_) => {
                let near = excerpt(self.near.trim_start());
                Fault::Syntax { near, expression }
            }
        });
    }
}

impl Token<'_> {
    /// Whether an expression can begin with it.
    fn begins(&self) -> bool {
        let minus = Self::Operator(Operator::Minus);
        matches!(
            self,
            Self::Word(_) | Self::Digits(_) | Self::Open | Self::Not
        ) || *self == minus
    }
}
