/// What a program that runs fusegate can tell apart. `fusegate --help` documents it; from 64 on as sysexits.h.
enum ExitStatus: Int32 {
    case ok = 0
    case failed = 1
    case notFound = 2
    case conflict = 3
    case usage = 64
    case unavailable = 69
    case notPermitted = 77
    case configuration = 78
}
