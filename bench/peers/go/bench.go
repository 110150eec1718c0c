// SPDX-License-Identifier: Apache-2.0
// Copyright the Troupe contributors

// The measures of bench/measure.h in Go. Run with GOMAXPROCS=1.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

const (
	nSenders  = 100
	nRing     = 1000
	nInFlight = 100
)

type body [8]uint64

func usedSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	seconds := usage.Utime.Sec + usage.Stime.Sec
	micros := usage.Utime.Usec + usage.Stime.Usec
	return float64(seconds) + float64(micros)*1e-6
}

func rate(seconds float64, batch func() int) float64 {
	batch()
	began := usedSeconds()
	done := 0
	for {
		done += batch()
		if used := usedSeconds() - began; used >= seconds {
			return float64(done) / used
		}
	}
}

func pingPong(seconds float64) float64 {
	const n = 20000
	there := make(chan body)
	back := make(chan body)
	go func() {
		for b := range there {
			back <- b
		}
	}()
	return rate(seconds, func() int {
		var b body
		for i := 0; i < n; i++ {
			there <- b
			b = <-back
		}
		return n
	})
}

func fanIn(seconds float64) float64 {
	const each = 400
	in := make(chan body, 1024)
	return rate(seconds, func() int {
		for s := 0; s < nSenders; s++ {
			go func(s uint64) {
				for i := 0; i < each; i++ {
					in <- body{s}
				}
			}(uint64(s))
		}
		for i := 0; i < nSenders*each; i++ {
			<-in
		}
		return nSenders * each
	})
}

func ring(seconds float64) float64 {
	const n = 40 * nRing
	channels := make([]chan body, nRing)
	for i := range channels {
		channels[i] = make(chan body)
	}
	done := make(chan bool)
	left := 0
	for i := range channels {
		go func(in, out chan body) {
			for b := range in {
				left--
				if left == 0 {
					done <- true
				} else {
					out <- b
				}
			}
		}(channels[i], channels[(i+1)%nRing])
	}
	return rate(seconds, func() int {
		left = n
		channels[0] <- body{}
		<-done
		return n
	})
}

type end struct {
	reason any
}

func family(seconds float64, child func(ends chan end)) float64 {
	const n = 5000
	ends := make(chan end, nInFlight)
	return rate(seconds, func() int {
		for i := 0; i < nInFlight; i++ {
			go child(ends)
		}
		for i := nInFlight; i < n; i++ {
			<-ends
			go child(ends)
		}
		for i := 0; i < nInFlight; i++ {
			<-ends
		}
		return n
	})
}

func stops(ends chan end) {
	ends <- end{}
}

func fails(ends chan end) {
	defer func() {
		ends <- end{recover()}
	}()
	panic("it fails")
}

func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize())
}

func idle(n float64) float64 {
	before := resident()
	ready := make(chan bool)
	for i := 0; i < int(n); i++ {
		go func(in chan body) {
			ready <- true
			<-in
		}(make(chan body, 1))
		<-ready
	}
	return (resident() - before) / n
}

func main() {
	measures := map[string]func(float64) float64{
		"ping-pong": pingPong,
		"fan-in":    fanIn,
		"ring":      ring,
		"spawn":     func(s float64) float64 { return family(s, stops) },
		"failures":  func(s float64) float64 { return family(s, fails) },
		"idle":      idle,
	}
	amount, err := strconv.ParseFloat(os.Args[2], 64)
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"measure\": \"%s\", \"who\": \"go\", \"value\": %.1f}\n", os.Args[1], measures[os.Args[1]](amount))
}
