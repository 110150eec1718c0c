// SPDX-License-Identifier: Apache-2.0
// Copyright the Troupe contributors

// The measures of bench/measure.h with Tokio, on its current-thread runtime.

use std::collections::VecDeque;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::{spawn, yield_now, JoinHandle};

const N_SENDERS: usize = 100;
const CREDIT: usize = 10;
const N_RING: usize = 1000;
const N_IN_FLIGHT: usize = 100;

type Body = [u64; 8];

fn used_seconds() -> f64 {
    let mut used = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut used) };
    used.tv_sec as f64 + used.tv_nsec as f64 * 1e-9
}

// Calls batch once to get warm, then until so many seconds of processor time are used.
macro_rules! rate {
    ($seconds:expr, $batch:expr) => {{
        $batch.await;
        let began = used_seconds();
        let mut done = 0;
        loop {
            done += $batch.await;
            let used = used_seconds() - began;
            if used >= $seconds {
                break done as f64 / used;
            }
        }
    }};
}

async fn ping_pong(seconds: f64) -> f64 {
    const N: usize = 20000;
    let (to_pong, mut at_pong) = mpsc::channel::<Body>(8);
    let (to_ping, mut at_ping) = mpsc::channel::<Body>(8);
    spawn(async move {
        while let Some(body) = at_pong.recv().await {
            let _ = to_ping.send(body).await;
        }
    });
    rate!(seconds, async {
        let mut body = [0; 8];
        for _ in 0..N {
            let _ = to_pong.send(body).await;
            body = at_ping.recv().await.unwrap();
        }
        N
    })
}

async fn fan_in(seconds: f64) -> f64 {
    const EACH: usize = 400;
    rate!(seconds, async {
        let (sender, mut receiver) = mpsc::unbounded_channel::<Body>();
        for s in 0..N_SENDERS {
            let sender = sender.clone();
            spawn(async move {
                for i in 0..EACH {
                    let _ = sender.send([s as u64; 8]);
                    if i % CREDIT == CREDIT - 1 {
                        yield_now().await;
                    }
                }
            });
        }
        for _ in 0..N_SENDERS * EACH {
            receiver.recv().await;
        }
        N_SENDERS * EACH
    })
}

async fn ring(seconds: f64) -> f64 {
    const N: usize = 40 * N_RING;
    let (done, mut at_end) = mpsc::channel::<()>(1);
    let (first, mut before) = mpsc::channel::<(usize, Body)>(1);
    let mut receivers = Vec::new();
    let mut senders = Vec::new();
    for _ in 1..N_RING {
        let (sender, receiver) = mpsc::channel::<(usize, Body)>(1);
        receivers.push(std::mem::replace(&mut before, receiver));
        senders.push(sender);
    }
    receivers.push(before);
    senders.push(first.clone());
    for (mut receiver, sender) in receivers.into_iter().zip(senders) {
        let done = done.clone();
        spawn(async move {
            while let Some((left, body)) = receiver.recv().await {
                if left > 1 {
                    let _ = sender.send((left - 1, body)).await;
                } else {
                    let _ = done.send(()).await;
                }
            }
        });
    }
    rate!(seconds, async {
        let _ = first.send((N, [0; 8])).await;
        at_end.recv().await;
        N
    })
}

async fn stops() -> Result<(), &'static str> {
    Ok(())
}

async fn fails() -> Result<(), &'static str> {
    Err("it fails")
}

macro_rules! family {
    ($seconds:expr, $child:expr) => {{
        const N: usize = 5000;
        rate!($seconds, async {
            let mut children: VecDeque<JoinHandle<Result<(), &'static str>>> = VecDeque::new();
            let mut n_failed = 0;
            for i in 0..N + N_IN_FLIGHT {
                if i >= N_IN_FLIGHT {
                    let child = children.pop_front().unwrap();
                    n_failed += child.await.unwrap().is_err() as usize;
                }
                if i < N {
                    children.push_back(spawn($child));
                }
            }
            std::hint::black_box(n_failed);
            N
        })
    }};
}

fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: f64 = text.split(' ').nth(1).unwrap().parse().unwrap();
    pages * unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as f64
}

async fn idle(n: f64) -> f64 {
    let mut senders = Vec::with_capacity(n as usize);
    senders.resize_with(n as usize, || None);
    let before = resident();
    for place in senders.iter_mut() {
        // A channel has room for 32 messages from the start, so these are boxed.
        let (sender, mut receiver) = mpsc::channel::<Box<Body>>(1);
        spawn(async move { receiver.recv().await });
        *place = Some(sender);
    }
    yield_now().await;
    let bytes = (resident() - before) / n;
    std::mem::forget(senders);
    bytes
}

fn main() {
    let measure = std::env::args().nth(1).unwrap();
    let amount: f64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let runtime = Builder::new_current_thread().build().unwrap();
    let value = runtime.block_on(async {
        match measure.as_str() {
            "ping-pong" => ping_pong(amount).await,
            "fan-in" => fan_in(amount).await,
            "ring" => ring(amount).await,
            "spawn" => family!(amount, stops()),
            "failures" => family!(amount, fails()),
            "idle" => idle(amount).await,
            _ => panic!("no such measure"),
        }
    });
    println!("{{\"measure\": \"{measure}\", \"who\": \"tokio\", \"value\": {value:.1}}}");
    std::process::exit(0);
}
