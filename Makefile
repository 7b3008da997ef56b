.PHONY: test build
build: ; deploy/install-prerequisites.sh && swift build
test: ; deploy/install-prerequisites.sh && swift test
