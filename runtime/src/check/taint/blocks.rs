//! Which lines belong together: `While` to `EndWhile`, `If` to `EndIf`.

/// Where the lines of blocks lead, by their numbers from 0.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Where a condition that does not hold leads to.
    otherwise: Vec<Option<usize>>,
    /// Where a line leads that has no condition.
    leads_to: Vec<Option<usize>>,
}

/// A block that has not come to its end.
struct Open {
    /// The line it begins with.
    first: usize,
    /// Conditions of which nobody knows yet where they lead if they do not hold.
    waiting: Option<usize>,
    /// Lines that lead behind its end.
    leaving: Vec<usize>,
}

impl Blocks {
    /// Goes through the applications of the lines.
    pub(super) fn of<'a>(applications: impl Iterator<Item = &'a str>) -> Self {
        let mut blocks = Self::default();
        let (mut loops, mut choices): (Vec<Open>, Vec<Open>) = (Vec::new(), Vec::new());
        for (at, application) in applications.enumerate() {
            blocks.otherwise.push(None);
            blocks.leads_to.push(None);
            let open = Open {
                first: at,
                waiting: Some(at),
                leaving: Vec::new(),
            };
            match &*application.trim().to_ascii_lowercase() {
                "while" => loops.push(open),
                "if" => choices.push(open),
                "endwhile" => {
                    if let Some(block) = loops.pop() {
                        blocks.leads_to[at] = Some(block.first);
                        blocks.close(block, at);
                    }
                }
                "endif" => {
                    if let Some(block) = choices.pop() {
                        blocks.close(block, at);
                    }
                }
                "exitwhile" => leave(loops.last_mut(), at),
                "continuewhile" => blocks.leads_to[at] = loops.last().map(|block| block.first),
                "exitif" => leave(choices.last_mut(), at),
                "elseif" => {
                    let block = choices.last_mut();
                    let waiting = block.and_then(|block| block.waiting.replace(at));
                    blocks.settle(waiting, at);
                }
                "else" => {
                    leave(choices.last_mut(), at);
                    let waiting = choices.last_mut().and_then(|block| block.waiting.take());
                    blocks.settle(waiting, at + 1);
                }
                _ => {}
            }
        }
        blocks
    }

    /// Where the condition of that line leads if it does not hold, unless that is the next line.
    pub(super) fn otherwise(&self, line: usize) -> Option<usize> {
        self.otherwise.get(line).copied().flatten()
    }

    /// Where that line leads, unless that is the next line.
    pub(super) fn leads_to(&self, line: usize) -> Option<usize> {
        self.leads_to.get(line).copied().flatten()
    }

    fn close(&mut self, block: Open, end: usize) {
        self.settle(block.waiting, end + 1);
        for line in block.leaving {
            self.leads_to[line] = Some(end + 1);
        }
    }

    fn settle(&mut self, line: Option<usize>, to: usize) {
        if let Some(line) = line {
            self.otherwise[line] = Some(to);
        }
    }
}

fn leave(block: Option<&mut Open>, line: usize) {
    if let Some(block) = block {
        block.leaving.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::Blocks;

    fn check(applications: &str, expected: &str) {
        let blocks = Blocks::of(applications.split(' '));
        let count = applications.split(' ').count();
        let lead = |to: Option<usize>| to.map_or("-".to_owned(), |to| to.to_string());
        let found = (0..count).map(|at| lead(blocks.otherwise(at).or(blocks.leads_to(at))));
        assert_eq!(
            found.collect::<Vec<_>>().join(" "),
            expected,
            "{applications}"
        );
    }

    #[test]
    fn lines_lead_to_the_other_end_of_their_block() {
        check("While NoOp EndWhile NoOp", "3 - 0 -");
        check("While ExitWhile ContinueWhile EndWhile", "4 4 0 0");
        check("While While EndWhile EndWhile", "4 3 1 0");
        check("If NoOp EndIf", "3 - -");
        check("If NoOp Else NoOp EndIf", "3 - 5 - -");
        check("If NoOp ExitIf ElseIf NoOp EndIf", "3 - 6 6 - -");
        check("EndWhile ExitWhile EndIf Else If", "- - - - -");
    }
}
