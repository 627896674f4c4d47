//! The words of a directive: plain ones, and texts in double quotes. Commas and colons separate.

use std::collections::VecDeque;

/// What is left to read of a directive.
pub(super) struct Words(VecDeque<Token>);

enum Token {
    Word(String),
    Quoted(String),
}

impl Words {
    /// `None` when a quote is not closed.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut tokens = VecDeque::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' => {
                    let mut quoted = String::new();
                    loop {
                        match rest.next()? {
                            '"' => break,
                            '\\' => quoted.push(match rest.next()? {
                                'n' => '\n',
                                other => other,
                            }),
                            other => quoted.push(other),
                        }
                    }
                    tokens.push_back(Token::Quoted(quoted));
                }
                ',' | ':' => {}
                c if c.is_whitespace() => {}
                c => {
                    let mut word = String::from(c);
                    while let Some(c) = rest.next_if(|c| !c.is_whitespace() && !",:\"".contains(*c))
                    {
                        word.push(c);
                    }
                    tokens.push_back(Token::Word(word));
                }
            }
        }
        Some(Self(tokens))
    }

    /// The next word, if a word is next.
    pub(super) fn word(&mut self) -> Option<String> {
        match self.0.front()? {
            Token::Word(_) => match self.0.pop_front()? {
                Token::Word(word) | Token::Quoted(word) => Some(word),
            },
            Token::Quoted(_) => None,
        }
    }

    /// The next text in quotes, if one is next.
    pub(super) fn quoted(&mut self) -> Option<String> {
        match self.0.front()? {
            Token::Quoted(_) => match self.0.pop_front()? {
                Token::Word(text) | Token::Quoted(text) => Some(text),
            },
            Token::Word(_) => None,
        }
    }

    /// Passes over this word, if it is next.
    pub(super) fn expect(&mut self, word: &str) -> Option<()> {
        (self.word()? == word).then_some(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Option<()> {
        self.is_empty().then_some(())
    }
}
