.PHONY: prerequisites build release manual install run lint end-to-end test

prerequisites:
	@deploy/install-prerequisites.sh

build: prerequisites
	swift build

# One file that needs no Swift where it runs.
release: prerequisites
	swift build -c release --static-swift-stdlib --product fusegate

# What `install` takes: from a release, unless told otherwise.
PROGRAM ?= .build/release/fusegate
PREFIX ?= /usr
DESTDIR ?=

# Manual pages, from what the program and the documented configuration say.
manual:
	deploy/man/manual.py $(PROGRAM) config/fusegate.yaml .build/manual

# Program, manual pages, completion and systemd's units; a package gives a DESTDIR.
install: manual
	install -D -m 0755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/fusegate
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man1 .build/manual/fusegate.1
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man5 .build/manual/fusegate.yaml.5
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system deploy/systemd/fusegate.service deploy/systemd/fusegate.socket
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions
	$(PROGRAM) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/fusegate
	$(PROGRAM) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_fusegate

run: build
	.build/debug/fusegate dev

lint: prerequisites
	swift format lint --strict --parallel --recursive Sources Tests Plugins Package.swift

end-to-end: build
	deploy/install-python-tools.sh .build/python
	cd deploy/bench && python3 -m unittest
	cd Tests/EndToEnd && FUSEGATE=$(CURDIR)/.build/debug/fusegate python3 -m unittest -v

# Foundation's Process looks through all descriptors of its parent, and has crashed where more than a thousand were open:
# what starts processes runs first, where there are few.
spawning := TidyTests|StoreSQLiteTests
# What computes long keeps Swift's few threads, and runs apart from what has real sockets and deadlines.
computing := PolicyTests|HTTPWireTests|StoreTests|GatewayTests|SimulationTests

# Unit and property tests come last, so that the runner's own summary closes the output.
test: lint end-to-end
	swift test --filter '^($(spawning))\.'
	swift test --filter '^($(computing))\.'
	swift test --skip '^($(spawning)|$(computing))\.'
