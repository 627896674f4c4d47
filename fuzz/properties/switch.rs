//! A whole switch, fed by strangers, its own phones and its scripts: it ends nothing but calls, keeps nothing of
//! them, and answers afterwards.

mod world;

use world::World;

/// Steps, each a line that begins with `%` and what belongs to it up to the next:
///
/// - `%from 3`: a datagram of peer 3 follows. `Authorization: @` becomes credentials for the last challenge,
///   `tag=@` the last tag of the switch.
/// - `%stream 3`: octets of a stream of peer 3 follow. `%close 3`: it ends.
/// - `%respond 200`: peer of the last request of the switch answers it; header lines and a body follow.
/// - `%script answer`: the script of the last call does so; see [`World::script`].
/// - `%wait 500`: so many milliseconds pass.
pub fn check(input: &[u8]) {
    let mut world = World::new();
    let text = input.strip_prefix(b"%").unwrap_or(input);
    for step in split_steps(text).take(200) {
        let end = step.iter().position(|octet| *octet == b'\n');
        let (line, rest) = step.split_at(end.unwrap_or(step.len()));
        let line = String::from_utf8_lossy(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let rest = rest.get(1..).unwrap_or_default();
        match words[..] {
            ["from", peer, ..] => world.datagram(peer_number(peer), rest),
            ["stream", peer, ..] => world.stream(peer_number(peer), rest),
            ["close", peer, ..] => world.close(peer_number(peer)),
            ["respond", status, ..] => world.respond(status.parse().unwrap_or(200), rest),
            ["script", verb, ref words @ ..] => world.script(verb, words.first().unwrap_or(&"")),
            ["wait", time, ..] => world.wait(time.parse::<u64>().unwrap_or(0).min(100_000)),
            _ => {}
        }
    }
    world.end();
}

fn peer_number(word: &str) -> u8 {
    word.parse::<u8>().unwrap_or(0) % 8
}

/// What stands between `%` at beginnings of lines.
fn split_steps(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = all.windows(2).position(|pair| pair == b"\n%");
        rest = end.map(|end| &all[end + 2..]);
        Some(end.map_or(all, |end| &all[..end + 1]))
    })
}
