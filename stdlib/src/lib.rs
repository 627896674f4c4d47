//! The applications and functions of the dialplan, one file each.
