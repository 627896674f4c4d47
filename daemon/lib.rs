//! The switch: sockets, files, clock and threads around the rooms.
