.PHONY: build run test end-to-end lint
build: ; deploy/install-prerequisites.sh && swift build
run: build
	.build/debug/fusegate dev

lint: ; swift format lint --strict --parallel --recursive Sources Tests Plugins Package.swift

# Unit and property tests come last, so that the runner's own summary closes the output.
test: lint build end-to-end
	swift test

end-to-end:
	cd Tests/EndToEnd && FUSEGATE=$(CURDIR)/.build/debug/fusegate python3 -m unittest -v
