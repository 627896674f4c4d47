# The two commands of the README, and what they are made of.

# libopus is the one library of the system that the switch links.
BUILD_PACKAGES = libopus-dev pkg-config
# The programs that the tests call the switch with.
TEST_PACKAGES = baresip-core sip-tester sox

.PHONY: demo test build lint bench packages test-packages

## Builds the switch and starts it with the demo on loopback.
demo: build
	./target/release/skyplan serve

## Runs all tests, those with real telephones included.
test: packages test-packages
	cargo test --workspace --locked

build: packages
	cargo build --release --locked

## The formatter and clippy, as errors.
lint: packages
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

## The figures of PERFORMANCE, each with its ratio to a limit.
bench: packages
	cargo bench --workspace --locked

packages:
	@tools/packages.sh $(BUILD_PACKAGES)

test-packages:
	@tools/packages.sh $(TEST_PACKAGES)
