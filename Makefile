# The two commands of the README, and what they are made of.

# libopus is the one library of the system that the switch links.
BUILD_PACKAGES = libopus-dev pkg-config
# The programs that the tests call the switch with.
TEST_PACKAGES = baresip-core sip-tester sox

PROPERTY = switch
TIME = 60

.PHONY: demo test build lint bench fuzz packages test-packages

## Builds the switch and starts it with the demo on loopback.
demo: build
	./target/release/skyplan serve

## Runs all tests, those with real telephones and those of the dialplans included.
test: packages test-packages
	cargo test --workspace --locked
	cargo run --quiet --locked -- test dialplans

build: packages
	cargo build --release --locked

## The formatter, clippy and the documentation, as errors.
lint: packages
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

## The figures of PERFORMANCE, each with its ratio to a limit.
bench: packages
	cargo bench --workspace --locked

## Looks for inputs that break a property; see fuzz/README.md.
fuzz: packages
	@mkdir -p fuzz/found/$(PROPERTY)
	RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none $(PROPERTY) fuzz/found/$(PROPERTY) fuzz/corpus/$(PROPERTY) \
		-- -max_total_time=$(TIME) -timeout=20 -rss_limit_mb=2048

packages:
	@tools/packages.sh $(BUILD_PACKAGES)

test-packages:
	@tools/packages.sh $(TEST_PACKAGES)
