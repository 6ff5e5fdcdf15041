# Short names for ./run, which does the work.
.PHONY: run test lint messages lock ci
run:
	./run
test:
	./run test
lint:
	./run lint
messages:
	./run messages
lock:
	./run lock
ci:
	.ci/run
