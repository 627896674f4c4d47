//! `$[…]` before substitution: what it can amount to, and what is true if it is.
//!
//! Each `${…}` in it counts as a word. Its value takes part in the syntax, so a caller can write operators into it: what
//! stands there without quotes can be all that comes of the expression, `$[${EXTEN} + 1]` for `x|5`. Within quotes it is
//! taken for one text, although a caller could close them.

use super::flow::{Guard, Term};
use super::text::{Piece, Text, pieces};
use super::transform;
use crate::conf::expression::{Lexer, Operator, Token};

/// Stand for the pieces that are substituted; nobody else uses these characters.
const FIRST: u32 = 0xF_0000;
const MOST: usize = 0xFFF;

/// Deepest nesting of parentheses and operators before one operand.
const DEPTH: usize = 30;

/// Most operators that are looked at: what is known of each stands within what is known of the next.
const OPERATORS: usize = 300;

/// What an expression or a part of it is.
struct Known {
    term: Term,
    guard: Guard,
}

impl Known {
    fn term(term: Term) -> Self {
        Self {
            term,
            guard: Guard::Unknown,
        }
    }

    fn guard(guard: Guard) -> Self {
        Self {
            term: Term::nothing(),
            guard,
        }
    }
}

/// Reads what stands within `$[…]`.
pub(super) fn read(text: &Text<'_>, inner: &str, depth: usize) -> (Term, Guard) {
    let mut words = Vec::new();
    let mut flat = String::with_capacity(inner.len());
    for piece in pieces(inner) {
        let known = match piece {
            Piece::Plain(plain) => {
                flat.push_str(plain);
                continue;
            }
            Piece::Variable { whole, inner } => Known {
                term: text.nested(whole, depth),
                guard: text.guard(inner, depth),
            },
            Piece::Expression { inner, .. } => {
                let (term, guard) = text.expression(inner, depth + 1);
                Known { term, guard }
            }
        };
        flat.extend(char::from_u32(FIRST + words.len().min(MOST) as u32));
        words.push(known);
    }
    let mut parser = Parser {
        tokens: Lexer::new(&flat).peekable(),
        words: &words,
        depth: 0,
        loose: Vec::new(),
        operators: 0,
    };
    let known = parser.expression(0);
    let mut terms = parser.loose;
    terms.retain(|term| *term != known.term);
    if terms.is_empty() {
        return (known.term, known.guard);
    }
    terms.insert(0, known.term);
    (Term::one_of(terms), known.guard)
}

struct Parser<'a> {
    tokens: std::iter::Peekable<Lexer<'a>>,
    words: &'a [Known],
    depth: usize,
    /// What stands in it without quotes.
    loose: Vec<Term>,
    /// Operators that have been read.
    operators: usize,
}

impl Parser<'_> {
    /// An operand and all operators behind it that bind at least that tightly.
    fn expression(&mut self, strength: u8) -> Known {
        let mut left = self.operand();
        while let Some(Token::Operator(operator)) = self.tokens.peek().copied() {
            if operator.strength() < strength || self.depth > DEPTH {
                break;
            }
            self.operators += 1;
            if self.operators > OPERATORS {
                self.tokens.by_ref().for_each(drop);
                left.guard = Guard::Unknown;
                break;
            }
            self.tokens.next();
            let right = self.nested(operator.strength() + 1);
            left = if operator == Operator::If {
                self.tokens.next_if(|token| matches!(token, Token::Else));
                let otherwise = self.nested(operator.strength() + 1);
                Known::term(Term::one_of(vec![right.term, otherwise.term]))
            } else {
                combined(operator, left, right)
            };
        }
        left
    }

    fn nested(&mut self, strength: u8) -> Known {
        self.depth += 1;
        let known = if self.depth > DEPTH {
            Known::guard(Guard::Unknown)
        } else {
            self.expression(strength)
        };
        self.depth -= 1;
        known
    }

    fn operand(&mut self) -> Known {
        match self.tokens.next() {
            Some(Token::Open) => {
                let inner = self.nested(0);
                self.tokens.next_if(|token| matches!(token, Token::Close));
                inner
            }
            Some(Token::Not) => Known::guard(self.nested(NOT).guard.negated()),
            Some(Token::Operator(_)) => self.nested(NOT),
            Some(Token::Digits(text)) => Known::term(Term::text(text)),
            Some(Token::Word(word)) => self.word(word),
            _ => Known::term(Term::nothing()),
        }
    }

    fn word(&mut self, word: &str) -> Known {
        if self
            .tokens
            .peek()
            .is_some_and(|token| matches!(token, Token::Open))
        {
            // A function of numbers.
            self.operand();
            return Known::term(Term::nothing());
        }
        let quoted = word.strip_prefix('"');
        if quoted.is_none() {
            let terms = word.chars().filter_map(|c| self.substituted(c));
            let terms: Vec<Term> = terms.map(|known| known.term.clone()).collect();
            self.loose.extend(terms);
        }
        let word = quoted.map_or(word, |word| word.trim_end_matches('"'));
        let mut characters = word.chars();
        if let (Some(only), None) = (characters.next(), characters.next())
            && let Some(known) = self.substituted(only)
        {
            return Known {
                term: known.term.clone(),
                guard: known.guard.clone(),
            };
        }
        Known::term(self.joined(word))
    }

    fn substituted(&self, c: char) -> Option<&Known> {
        let at = u32::from(c).checked_sub(FIRST)?;
        self.words.get(at as usize)
    }

    /// A word of which parts are substituted.
    fn joined(&self, word: &str) -> Term {
        let mut parts = Vec::new();
        let mut plain = String::new();
        for c in word.chars() {
            match self.substituted(c) {
                None => plain.push(c),
                Some(known) => {
                    if !plain.is_empty() {
                        parts.push(Term::text(std::mem::take(&mut plain)));
                    }
                    parts.push(known.term.clone());
                }
            }
        }
        if !plain.is_empty() {
            parts.push(Term::text(plain));
        }
        Term::join(parts)
    }
}

/// How tightly `!` binds.
const NOT: u8 = 7;

fn combined(operator: Operator, left: Known, right: Known) -> Known {
    match operator {
        Operator::Or | Operator::And => {
            let guards = vec![left.guard, right.guard];
            Known {
                term: Term::one_of(vec![left.term, right.term]),
                guard: match operator {
                    Operator::Or => Guard::Either(guards),
                    _ => Guard::All(guards),
                },
            }
        }
        Operator::Equal => Known::guard(equal(left, right)),
        Operator::Unequal => Known::guard(equal(left, right).negated()),
        // Truth is greater than 0.
        Operator::Greater if right.term.literal() == Some("0") => Known::guard(left.guard),
        Operator::Match | Operator::Find => match right.term.literal() {
            Some(pattern) => Known {
                guard: transform::matching(pattern, &left.term, operator == Operator::Match),
                term: transform::found(pattern, left.term),
            },
            None => Known::guard(Guard::Unknown),
        },
        Operator::Join => Known::term(Term::join(vec![left.term, right.term])),
        _ => Known::guard(Guard::Unknown),
    }
}

/// `${REGEX(…)} = 1` is the truth of the function; otherwise two texts are the same.
fn equal(left: Known, right: Known) -> Guard {
    match (left.guard, right.term.literal()) {
        (guard, Some("1")) if guard != Guard::Unknown => guard,
        (guard, Some("0")) if guard != Guard::Unknown => guard.negated(),
        _ => Guard::Equal(left.term, right.term),
    }
}
