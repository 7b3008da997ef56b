.PHONY: prerequisites build release run lint end-to-end test

prerequisites:
	@deploy/install-prerequisites.sh

build: prerequisites
	swift build

# One file that needs no Swift where it runs.
release: prerequisites
	swift build -c release --static-swift-stdlib --product fusegate

run: build
	.build/debug/fusegate dev

lint: prerequisites
	swift format lint --strict --parallel --recursive Sources Tests Plugins Package.swift

end-to-end: build
	cd deploy/bench && python3 -m unittest
	cd Tests/EndToEnd && FUSEGATE=$(CURDIR)/.build/debug/fusegate python3 -m unittest -v

# What computes long keeps Swift's few threads, and runs apart from what has real sockets and deadlines.
computing := PolicyTests|StoreTests|GatewayTests|SimulationTests

# Unit and property tests come last, so that the runner's own summary closes the output.
test: lint end-to-end
	swift test --filter '^($(computing))\.'
	swift test --skip '^($(computing))\.'
