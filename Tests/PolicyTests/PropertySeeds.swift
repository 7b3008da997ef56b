/// Fresh seeds at every run beside fixed ones: a run explores, and a failure, which names its seed, can be repeated.
let propertySeeds: [UInt64] = [1, 2, 3] + (0..<5).map { _ in UInt64.random(in: .min ... .max) }
