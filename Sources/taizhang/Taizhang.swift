@main struct Taizhang { static func main() { print("not supported") } }
