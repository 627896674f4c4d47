//! The sketch of a Rhai file.
//!
//! Brackets that do not fit are taken to be forgotten: `;` ends what is open since the last `{`, and the words that
//! begin an item of the frame end whatever is open around them. So a statement that is half typed spoils that statement
//! and no more.

use super::{Arg, Block, BlockKind, Call, Extension, Form, Function, Link, LinkKind, Sketch};
use crate::assist::Piece;
use crate::token::{Token, TokenKind, tokens};

/// Words that are no variables.
pub(in crate::assist) const KEYWORDS: &[&str] = &[
    "if",
    "else",
    "for",
    "in",
    "while",
    "loop",
    "do",
    "until",
    "break",
    "continue",
    "return",
    "throw",
    "try",
    "catch",
    "let",
    "const",
    "fn",
    "import",
    "export",
    "as",
    "true",
    "false",
    "switch",
    "this",
    "is_def_var",
    "global",
    "private",
    "context",
    "extension",
    "hint",
    "include",
    "test",
];

/// Something that is open.
enum Open {
    Call(usize),
    Bracket,
    Block(usize),
    Brace,
    Insert,
}

struct Parser<'a> {
    sketch: &'a mut Sketch,
    tokens: Vec<Token>,
    at: usize,
    open: Vec<Open>,
    /// The block that the next `{` opens.
    coming: Option<Block>,
    /// The extension whose body comes next, or is read now.
    extension: Option<usize>,
    /// Comments just before this place.
    comments: Vec<Piece>,
}

pub(super) fn read(sketch: &mut Sketch) {
    let text = std::sync::Arc::clone(&sketch.text);
    let mut parser = Parser {
        tokens: tokens(&text),
        sketch,
        at: 0,
        open: Vec::new(),
        coming: None,
        extension: None,
        comments: Vec::new(),
    };
    while parser.at < parser.tokens.len() {
        parser.token();
        parser.at += 1;
    }
    parser.close_down_to(0, text.len());
}

impl Parser<'_> {
    fn ahead(&self, by: usize) -> Option<Token> {
        self.tokens.get(self.at + by).copied()
    }

    /// The word that stands so far ahead.
    fn word(&self, by: usize) -> Option<Piece> {
        let token = self.ahead(by)?;
        (token.kind == TokenKind::Word).then_some(token.piece)
    }

    /// The content of the string that stands so far ahead.
    fn text(&self, by: usize) -> Option<Piece> {
        let token = self.ahead(by)?;
        matches!(token.kind, TokenKind::Text { .. }).then(|| self.content(token))
    }

    fn is_sign(&self, by: usize, sign: u8) -> bool {
        self.ahead(by)
            .is_some_and(|token| token.kind == TokenKind::Sign(sign))
    }

    /// A string without its quotes.
    fn content(&self, token: Token) -> Piece {
        let text = self.sketch.at(token.piece);
        let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
        let opening = hashes + 1;
        let closing = if token.kind == (TokenKind::Text { whole: true }) {
            opening
        } else {
            0
        };
        let (start, end) = (token.piece.start as usize, token.piece.end as usize);
        Piece::new(
            (start + opening).min(end),
            end.saturating_sub(closing).max(start + opening).min(end),
        )
    }

    fn token(&mut self) {
        let Token { kind, piece } = self.tokens[self.at];
        if kind == TokenKind::Comment {
            self.sketch.comments.push(piece);
            return self.comments.push(piece);
        }
        match kind {
            TokenKind::Word => self.named(piece),
            TokenKind::Text { .. } => self.sketch.texts.push(piece),
            TokenKind::Insert => self.open.push(Open::Insert),
            TokenKind::InsertEnd => self.close(|open| matches!(open, Open::Insert), piece),
            TokenKind::Sign(sign) => self.sign(sign, piece),
            TokenKind::Number | TokenKind::Comment => {}
        }
        self.comments.clear();
    }

    fn sign(&mut self, sign: u8, piece: Piece) {
        match sign {
            b'(' => self.bracket(piece),
            b'[' => self.index(piece),
            b')' => self.close(|open| matches!(open, Open::Call(_)), piece),
            b']' => self.close(|open| matches!(open, Open::Call(_) | Open::Bracket), piece),
            b'{' => self.brace(piece),
            b'}' => {
                self.close(|open| matches!(open, Open::Block(_) | Open::Brace), piece);
            }
            b';' => {
                let kept = self
                    .open
                    .iter()
                    .rposition(|open| matches!(open, Open::Block(_) | Open::Brace | Open::Insert));
                self.close_down_to(kept.map_or(0, |at| at + 1), piece.start as usize);
                self.coming = None;
            }
            b',' => self.comma(piece),
            _ => {}
        }
    }

    fn bracket(&mut self, piece: Piece) {
        let before = self.at.checked_sub(1).map(|at| self.tokens[at]);
        let name = before.filter(|token| token.kind == TokenKind::Word);
        let name = name.map(|token| token.piece).filter(|name| {
            let word = self.sketch.at(*name);
            !KEYWORDS.contains(&word) || word == "is_def_var"
        });
        let form = self.form();
        self.call(
            name.unwrap_or(Piece::new(piece.start as usize, piece.start as usize)),
            form,
            piece,
        );
    }

    /// Whether the name before this bracket is that of a method.
    fn form(&self) -> Form {
        let point = self.at.checked_sub(2).map(|at| self.tokens[at].kind);
        if point == Some(TokenKind::Sign(b'.')) {
            Form::Method
        } else {
            Form::Plain
        }
    }

    /// `NAME[` writes a function; other things in brackets are arrays and their elements.
    fn index(&mut self, piece: Piece) {
        let before = self.at.checked_sub(1).map(|at| self.tokens[at]);
        let name = before
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| token.piece);
        let capital = |name: &Piece| {
            self.sketch
                .at(*name)
                .starts_with(|first: char| first.is_ascii_uppercase())
        };
        match name.filter(capital) {
            Some(name) => self.call(name, Form::Index, piece),
            None => self.open.push(Open::Bracket),
        }
    }

    fn call(&mut self, name: Piece, form: Form, opening: Piece) {
        let inside = Piece::new(opening.end as usize, opening.end as usize);
        self.open.push(Open::Call(self.sketch.calls.len()));
        self.sketch.calls.push(Call {
            form,
            name,
            inside,
            args: vec![Arg {
                whole: inside,
                literal: None,
            }],
        });
    }

    fn comma(&mut self, piece: Piece) {
        if let Some(&Open::Call(call)) = self.open.last() {
            self.end_argument(call, piece.start as usize);
            let whole = Piece::new(piece.end as usize, piece.end as usize);
            self.sketch.calls[call].args.push(Arg {
                whole,
                literal: None,
            });
        }
    }

    /// The argument that is open ends here; it is written out when one string is all it is.
    fn end_argument(&mut self, call: usize, end: usize) {
        let Some(start) = self.sketch.calls[call]
            .args
            .last()
            .map(|arg| arg.whole.start)
        else {
            return;
        };
        let inside =
            |token: &&Token| token.piece.start >= start && (token.piece.end as usize) <= end;
        let behind = self.tokens[..self.tokens.len().min(self.at + 1)]
            .iter()
            .rev();
        let mut within = behind
            .skip_while(|token| token.piece.end as usize > end)
            .take_while(inside);
        let only = within.next().filter(|_| within.next().is_none());
        let literal = only
            .filter(|token| matches!(token.kind, TokenKind::Text { .. }))
            .copied();
        let literal = literal.map(|token| self.content(token));
        if let Some(arg) = self.sketch.calls[call].args.last_mut() {
            arg.whole = Piece::new(start as usize, end);
            arg.literal = literal;
        }
    }

    fn brace(&mut self, piece: Piece) {
        match self.coming.take() {
            Some(block) => {
                let inside = Piece::new(piece.end as usize, piece.end as usize);
                self.open.push(Open::Block(self.sketch.blocks.len()));
                self.sketch.blocks.push(Block { inside, ..block });
            }
            None => self.open.push(Open::Brace),
        }
    }

    /// Closes the last thing of that kind, and all that is open within it. Without one, the bracket is one too many.
    fn close(&mut self, wanted: fn(&Open) -> bool, piece: Piece) {
        let Some(at) = self.open.iter().rposition(wanted) else {
            return;
        };
        // A bracket closes nothing around its block.
        let bracket = !matches!(self.sketch.at(piece), "}");
        let block = |open: &Open| matches!(open, Open::Block(_) | Open::Brace | Open::Insert);
        if bracket && self.open[at..].iter().any(block) {
            return;
        }
        self.close_down_to(at, piece.start as usize);
    }

    fn close_down_to(&mut self, depth: usize, end: usize) {
        while self.open.len() > depth {
            match self.open.pop() {
                Some(Open::Call(call)) => {
                    self.end_argument(call, end);
                    let inside = &mut self.sketch.calls[call].inside;
                    *inside = Piece::new(inside.start as usize, end);
                }
                Some(Open::Block(block)) => self.end_block(block, end),
                _ => {}
            }
        }
    }

    fn end_block(&mut self, number: usize, end: usize) {
        let text = self.sketch.text.len();
        let block = &mut self.sketch.blocks[number];
        block.inside = Piece::new(block.inside.start as usize, end);
        block.whole = Piece::new(block.whole.start as usize, (end + 1).min(text));
        let whole = block.whole;
        if block.kind == BlockKind::Body
            && let Some(extension) = self.extension.take()
        {
            self.sketch.extensions[extension].whole = whole;
        }
    }

    fn named(&mut self, word: Piece) {
        let before = self.at.checked_sub(1).map(|at| self.tokens[at].kind);
        if before == Some(TokenKind::Sign(b'.')) {
            return;
        }
        match self.sketch.at(word) {
            "context" if self.text(1).is_some() => self.head(word, BlockKind::Context),
            "test" if self.text(1).is_some() => self.head(word, BlockKind::Test),
            "fn" if self.word(1).is_some() => self.function(word),
            "extension" if self.text(1).is_some() => self.extension(word),
            "include" => self.link(LinkKind::Include, word),
            "hint" => self.link(LinkKind::Hint, word),
            "import" => self.import(),
            "let" | "const" | "for" => {
                let names = (1..4).filter_map(|by| self.word(by));
                let is_name = |name: &Piece| !KEYWORDS.contains(&self.sketch.at(*name));
                let names: Vec<Piece> = names.take(1).filter(is_name).collect();
                self.sketch.names.extend(names);
            }
            name if KEYWORDS.contains(&name) => {}
            _ if self.is_sign(1, b'(') || self.is_sign(1, b':') => {}
            _ => self.sketch.reads.push(word),
        }
    }

    /// `context "name"` and `test "name"`, which stand at the top only.
    fn head(&mut self, word: Piece, kind: BlockKind) {
        let Some(name) = self.text(1) else { return };
        self.close_down_to(0, word.start as usize);
        self.coming = Some(Block {
            kind,
            name,
            whole: word,
            inside: word,
        });
    }

    fn function(&mut self, word: Piece) {
        let Some(name) = self.word(1) else { return };
        self.close_down_to(0, word.start as usize);
        let mut params = Piece::new(name.end as usize, name.end as usize);
        if self.is_sign(2, b'(') {
            let mut by = 3;
            while let Some(token) = self
                .ahead(by)
                .filter(|token| token.kind != TokenKind::Sign(b')'))
            {
                match token.kind {
                    TokenKind::Word => self.sketch.names.push(token.piece),
                    TokenKind::Sign(b',') => {}
                    _ => break,
                }
                by += 1;
            }
            let end = self
                .ahead(by)
                .map_or(self.sketch.text.len(), |token| token.piece.start as usize);
            params = Piece::new(self.tokens[self.at + 2].piece.end as usize, end);
            // The parameters are no arguments of a call.
            self.at += by;
        } else {
            self.at += 1;
        }
        let lines = self.comments.iter().map(|comment| self.sketch.at(*comment));
        let lines = lines.filter(|line| line.starts_with("//"));
        let doc: Vec<&str> = lines
            .map(|line| line.trim_start_matches('/').trim())
            .collect();
        let doc = doc.join("\n");
        self.sketch.functions.push(Function { name, params, doc });
        let kind = BlockKind::Function;
        self.coming = Some(Block {
            kind,
            name,
            whole: word,
            inside: word,
        });
    }

    /// Which context is open, if one is; what is open within it ends before an item of it.
    fn item_of_context(&mut self, word: Piece) -> Option<usize> {
        let blocks = &self.sketch.blocks;
        let is_context =
            |open: &Open| matches!(open, Open::Block(at) if blocks[*at].kind == BlockKind::Context);
        let at = self.open.iter().rposition(is_context)?;
        self.close_down_to(at + 1, word.start as usize);
        match self.open.last() {
            Some(&Open::Block(block)) => Some(block),
            _ => None,
        }
    }

    fn extension(&mut self, word: Piece) {
        let Some(name) = self.text(1) else { return };
        let context = self.item_of_context(word);
        self.extension = Some(self.sketch.extensions.len());
        self.sketch.extensions.push(Extension {
            context,
            name,
            caller: None,
            whole: Piece::new(word.start as usize, name.end as usize + 1),
            labels: Vec::new(),
        });
        let kind = BlockKind::Body;
        self.coming = Some(Block {
            kind,
            name,
            whole: word,
            inside: word,
        });
    }

    /// `include "name";` and `hint "name" => "device";`.
    fn link(&mut self, kind: LinkKind, word: Piece) {
        let Some(name) = self.text(1) else { return };
        let Some(context) = self.item_of_context(word) else {
            return;
        };
        let device = self.text(3).filter(|_| self.is_sign(2, b'>'));
        let target = match kind {
            LinkKind::Hint => device.unwrap_or(Piece::new(name.end as usize, name.end as usize)),
            _ => name,
        };
        self.sketch.links.push(Link {
            kind,
            context: Some(context),
            target,
            name,
        });
    }

    fn import(&mut self) {
        if let Some(target) = self.text(1) {
            let name = self.word(3).unwrap_or(target);
            self.sketch.names.extend(self.word(3));
            self.sketch.links.push(Link {
                kind: LinkKind::File,
                context: None,
                target,
                name,
            });
        }
    }
}
