//! Prompts: WAV files below one folder, a folder a language.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use media::Audio;

/// Largest file that is read, some 20 minutes of 8 kHz speech.
const MAX_SIZE: u64 = 20 << 20;
/// Most prompts that are kept; beyond that all are read anew.
const MAX_KEPT: usize = 1000;

/// The prompts there are, those read lately kept in memory.
#[derive(Debug)]
pub(crate) struct Prompts {
    folder: PathBuf,
    kept: HashMap<PathBuf, (SystemTime, Audio)>,
}

impl Prompts {
    /// Prompts below `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            kept: HashMap::new(),
        }
    }

    /// Reads prompts, or says which one cannot be read and why.
    ///
    /// A name without an ending is looked for in the language (`de_AT`, then `de`), then in `en`, then in the
    /// folder itself. Names cannot leave the folder: a dialplan may have made one of what a caller typed.
    pub(crate) fn read(
        &mut self,
        names: &[String],
        language: &str,
    ) -> Result<Vec<Audio>, (String, String)> {
        names
            .iter()
            .map(|name| {
                self.read_one(name, language)
                    .map_err(|why| (name.clone(), why))
            })
            .collect()
    }

    fn read_one(&mut self, name: &str, language: &str) -> Result<Audio, String> {
        let plain = |text: &str| {
            Path::new(text)
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        if name.is_empty() || !plain(name) {
            return Err("a prompt is named by a path below the folder of prompts".into());
        }
        let short = language.split(['_', '-']).next().unwrap_or("");
        for folder in [language, short, "en", ""] {
            if !plain(folder) {
                continue;
            }
            let path = self.folder.join(folder).join(format!("{name}.wav"));
            if let Ok(about) = std::fs::metadata(&path) {
                let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                return self.load(path, changed, about.len());
            }
        }
        Err(format!(
            "there is no `{name}.wav` in {}",
            self.folder.display()
        ))
    }

    fn load(&mut self, path: PathBuf, changed: SystemTime, size: u64) -> Result<Audio, String> {
        if let Some((at, audio)) = self.kept.get(&path)
            && *at == changed
        {
            return Ok(audio.clone());
        }
        if size > MAX_SIZE {
            return Err(format!(
                "{} is larger than {MAX_SIZE} bytes",
                path.display()
            ));
        }
        let file = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let audio =
            media::wav::read(&file).map_err(|error| format!("{}: {error}", path.display()))?;
        if self.kept.len() >= MAX_KEPT {
            self.kept.clear();
        }
        self.kept.insert(path, (changed, audio.clone()));
        Ok(audio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], language: &str, expected: Result<usize, &str>) {
        let folder = tempfile::tempdir().expect("a folder");
        let audio = Audio {
            rate: media::Hz(8000),
            samples: vec![0_i16; 80].into(),
        };
        for name in ["beep.wav", "de/beep.wav", "en/hello.wav"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, media::wav::write(&audio)).expect("a file");
        }
        let names: Vec<String> = names.iter().map(|&name| name.into()).collect();
        let read = Prompts::new(folder.path().into()).read(&names, language);
        match (read, expected) {
            (Ok(audio), Ok(count)) => assert_eq!(audio.len(), count),
            (Err((name, _)), Err(wanted)) => assert_eq!(name, wanted),
            (read, expected) => panic!("{read:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn prompts_are_looked_for_in_the_language_then_english_then_the_folder() {
        check(&["beep", "hello"], "de_AT", Ok(2));
        check(&["beep", "hello"], "fr", Ok(2));
        check(&["beep"], "../de", Ok(1));
    }

    #[test]
    fn a_missing_prompt_is_named() {
        check(&["beep", "nothing"], "en", Err("nothing"));
    }

    #[test]
    fn names_cannot_leave_the_folder() {
        check(&["../secret"], "en", Err("../secret"));
        check(&["/etc/passwd"], "en", Err("/etc/passwd"));
        check(&[""], "en", Err(""));
    }
}
